-- all columns
SELECT "mag_post"."id", "mag_post"."title", "mag_post"."created", "mag_post"."edited", "mag_post"."price", "mag_post"."public", "mag_post"."author_id", "mag_post"."editor_id" FROM "mag_post"

-- exact
SELECT "mag_post"."id", "mag_post"."title", "mag_post"."created", "mag_post"."edited", "mag_post"."price", "mag_post"."public", "mag_post"."author_id", "mag_post"."editor_id" FROM "mag_post" WHERE "mag_post"."title" = ?1 -- [x]

-- null
SELECT "mag_post"."id" FROM "mag_post" WHERE "mag_post"."edited" IS NULL

-- isnull
SELECT "mag_post"."id" FROM "mag_post" WHERE "mag_post"."edited" IS NOT NULL

-- text lookups
SELECT "mag_post"."id" FROM "mag_post" WHERE "mag_post"."title" LIKE ?1 ESCAPE '\' AND "mag_post"."title" LIKE ?2 ESCAPE '\' AND "mag_post"."title" LIKE ?3 ESCAPE '\' AND "mag_post"."title" REGEXP ?4 -- [%50\%% a\_% X ^a]

-- text of an expression
SELECT "mag_post"."id" FROM "mag_post" INNER JOIN "mag_author" ON ("mag_post"."author_id" = "mag_author"."id") WHERE "mag_post"."title" LIKE REPLACE(REPLACE(REPLACE("mag_author"."name", '\', '\\'), '%', '\%'), '_', '\_') || '%' ESCAPE '\'

-- text of a number
SELECT "mag_post"."id" FROM "mag_post" WHERE "mag_post"."id" LIKE ?1 ESCAPE '\' -- [%5%]

-- comparisons
SELECT "mag_post"."id" FROM "mag_post" WHERE "mag_post"."id" > ?1 AND "mag_post"."id" <= ?2 AND "mag_post"."price" >= ?3 -- [1 9 1.5]

-- range
SELECT "mag_post"."id" FROM "mag_post" WHERE "mag_post"."id" BETWEEN ?1 AND ?2 -- [1 9]

-- in
SELECT "mag_post"."id" FROM "mag_post" WHERE "mag_post"."id" IN (?1, ?2, ?3, ?4) -- [1 2 3 3]

-- in nothing
-

-- in nothing or
SELECT "mag_post"."id" FROM "mag_post" WHERE "mag_post"."title" = ?1 -- [x]

-- not in nothing
SELECT "mag_post"."id" FROM "mag_post"

-- in with null
SELECT "mag_post"."id" FROM "mag_post" WHERE "mag_post"."id" IN (?1) -- [1]

-- in with expressions
SELECT "mag_post"."id" FROM "mag_post" WHERE "mag_post"."id" IN (?1, "mag_post"."author_id") -- [1]

-- in query
SELECT "mag_post"."id" FROM "mag_post" WHERE "mag_post"."author_id" IN (SELECT "U0"."id" FROM "mag_author" "U0" WHERE "U0"."age" > ?1) -- [3]

-- in values
SELECT "mag_post"."id" FROM "mag_post" WHERE "mag_post"."title" IN (SELECT "U0"."name" FROM "mag_tag" "U0")

-- in none
-

-- in slice
SELECT "mag_post"."id" FROM "mag_post" WHERE "mag_post"."author_id" IN (SELECT "U0"."id" FROM "mag_author" "U0" ORDER BY "U0"."name" LIMIT ?1) -- [3]

-- exact query
SELECT "mag_post"."id" FROM "mag_post" WHERE "mag_post"."author_id" = (SELECT "U0"."id" FROM "mag_author" "U0" ORDER BY "U0"."name" LIMIT 1)

-- exact query of many
mistake: mag.Post: a query compared by exact must be limited to one row, by Limit(1)

-- and or xor not
SELECT "mag_post"."id" FROM "mag_post" WHERE ("mag_post"."id" = ?1 AND "mag_post"."title" = ?2) OR ((CASE WHEN "mag_post"."id" = ?3 THEN 1 ELSE 0 END + CASE WHEN "mag_post"."id" = ?4 THEN 1 ELSE 0 END) % 2 = 1) OR NOT ("mag_post"."id" = ?5) -- [1 x 2 3 4]

-- to one
SELECT "mag_post"."id" FROM "mag_post" INNER JOIN "mag_author" ON ("mag_post"."author_id" = "mag_author"."id") WHERE "mag_author"."name" LIKE ?1 ESCAPE '\' -- [%x%]

-- to one twice
SELECT "mag_post"."id" FROM "mag_post" INNER JOIN "mag_author" ON ("mag_post"."author_id" = "mag_author"."id") INNER JOIN "mag_author" "T3" ON ("mag_author"."boss_id" = "T3"."id") WHERE "T3"."name" = ?1 -- [x]

-- key of to one
SELECT "mag_post"."id" FROM "mag_post" WHERE "mag_post"."author_id" = ?1 AND "mag_post"."author_id" > ?2 AND "mag_post"."author_id" = ?3 AND "mag_post"."editor_id" = ?4 -- [1 2 3 4]

-- row of to one
SELECT "mag_post"."id" FROM "mag_post" WHERE "mag_post"."author_id" = ?1 -- [5]

-- rows of to one
SELECT "mag_post"."id" FROM "mag_post" WHERE "mag_post"."author_id" IN (?1, ?2) -- [5 6]

-- row of another model
mistake: mag.Post: the relation mag.Post.author takes a row of mag.Author, not of mag.Tag

-- or makes outer joins
SELECT "mag_post"."id" FROM "mag_post" LEFT OUTER JOIN "mag_author" ON ("mag_post"."editor_id" = "mag_author"."id") WHERE "mag_author"."name" = ?1 OR "mag_post"."title" = ?2 -- [x y]

-- or of the same relation
SELECT "mag_post"."id" FROM "mag_post" INNER JOIN "mag_author" ON ("mag_post"."editor_id" = "mag_author"."id") WHERE "mag_author"."name" = ?1 OR "mag_author"."age" = ?2 -- [x 1]

-- or, then and
SELECT "mag_post"."id" FROM "mag_post" INNER JOIN "mag_author" ON ("mag_post"."editor_id" = "mag_author"."id") WHERE ("mag_author"."name" = ?1 OR "mag_post"."title" = ?2) AND "mag_author"."age" = ?3 -- [x y 1]

-- and, then or
SELECT "mag_post"."id" FROM "mag_post" INNER JOIN "mag_author" ON ("mag_post"."editor_id" = "mag_author"."id") WHERE "mag_author"."age" = ?1 AND ("mag_author"."name" = ?2 OR "mag_post"."title" = ?3) -- [1 x y]

-- related null
SELECT "mag_post"."id" FROM "mag_post" LEFT OUTER JOIN "mag_author" ON ("mag_post"."editor_id" = "mag_author"."id") WHERE "mag_author"."name" IS NULL

-- exclude
SELECT "mag_post"."id" FROM "mag_post" WHERE NOT ("mag_post"."title" = ?1) -- [x]

-- exclude nullable
SELECT "mag_post"."id" FROM "mag_post" WHERE NOT ("mag_post"."edited" > "mag_post"."created" AND "mag_post"."edited" IS NOT NULL)

-- exclude to one
SELECT "mag_post"."id" FROM "mag_post" LEFT OUTER JOIN "mag_author" ON ("mag_post"."editor_id" = "mag_author"."id") WHERE NOT ("mag_author"."name" = ?1 AND "mag_author"."name" IS NOT NULL) -- [x]

-- exclude two
SELECT "mag_post"."id" FROM "mag_post" LEFT OUTER JOIN "mag_author" ON ("mag_post"."editor_id" = "mag_author"."id") WHERE NOT ("mag_post"."title" = ?1 AND "mag_author"."age" = ?2 AND "mag_author"."age" IS NOT NULL) -- [x 3]

-- exclude null
SELECT "mag_post"."id" FROM "mag_post" WHERE NOT ("mag_post"."editor_id" IS NULL)

-- to many
SELECT "mag_post"."id" FROM "mag_post" INNER JOIN "mag_post_tags" ON ("mag_post"."id" = "mag_post_tags"."post_id") INNER JOIN "mag_tag" ON ("mag_post_tags"."tag_id" = "mag_tag"."id") WHERE "mag_tag"."name" = ?1 AND "mag_post_tags"."tag_id" > ?2 -- [x 3]

-- to many in two calls
SELECT "mag_post"."id" FROM "mag_post" INNER JOIN "mag_post_tags" ON ("mag_post"."id" = "mag_post_tags"."post_id") INNER JOIN "mag_tag" ON ("mag_post_tags"."tag_id" = "mag_tag"."id") INNER JOIN "mag_post_tags" "T4" ON ("mag_post"."id" = "T4"."post_id") WHERE "mag_tag"."name" = ?1 AND "T4"."tag_id" = ?2 -- [x 3]

-- key of to many
SELECT "mag_post"."id" FROM "mag_post" INNER JOIN "mag_post_tags" ON ("mag_post"."id" = "mag_post_tags"."post_id") WHERE "mag_post_tags"."tag_id" = ?1 -- [3]

-- to many null
SELECT "mag_post"."id" FROM "mag_post" LEFT OUTER JOIN "mag_post_tags" ON ("mag_post"."id" = "mag_post_tags"."post_id") WHERE "mag_post_tags"."tag_id" IS NULL

-- exclude to many
SELECT "mag_post"."id" FROM "mag_post" WHERE NOT (EXISTS(SELECT 1 FROM "mag_post_tags" "U0" INNER JOIN "mag_tag" "U1" ON ("U0"."tag_id" = "U1"."id") WHERE "U1"."name" = ?1 AND "U0"."post_id" = "mag_post"."id")) -- [x]

-- exclude to many by F
SELECT "mag_post"."id" FROM "mag_post" WHERE NOT (EXISTS(SELECT 1 FROM "mag_post_tags" "U0" INNER JOIN "mag_tag" "U1" ON ("U0"."tag_id" = "U1"."id") WHERE "U1"."name" = "mag_post"."title" AND "U0"."post_id" = "mag_post"."id"))

-- not inside of filter
SELECT "mag_post"."id" FROM "mag_post" INNER JOIN "mag_post_tags" ON ("mag_post"."id" = "mag_post_tags"."post_id") WHERE "mag_post_tags"."tag_id" = ?1 AND NOT (EXISTS(SELECT 1 FROM "mag_post_tags" "U0" INNER JOIN "mag_tag" "U1" ON ("U0"."tag_id" = "U1"."id") WHERE "U0"."id" = "mag_post_tags"."id" AND "U1"."name" = ?2 AND "U0"."post_id" = "mag_post"."id")) -- [1 x]

-- exclude reverse null
SELECT "mag_author"."id" FROM "mag_author" WHERE NOT (EXISTS(SELECT 1 FROM "mag_author" "U0" LEFT OUTER JOIN "mag_post" "U1" ON ("U0"."id" = "U1"."author_id") WHERE "U1"."id" IS NULL AND "U0"."id" = "mag_author"."id"))

-- exclude over two
SELECT "mag_author"."name" FROM "mag_author" WHERE NOT (EXISTS(SELECT 1 FROM "mag_post" "U0" INNER JOIN "mag_post_tags" "U1" ON ("U0"."id" = "U1"."post_id") INNER JOIN "mag_tag" "U2" ON ("U1"."tag_id" = "U2"."id") WHERE "U2"."name" = ?1 AND "U0"."author_id" = "mag_author"."boss_id")) -- [x]

-- exclude over null
SELECT "mag_author"."name" FROM "mag_author" WHERE NOT (EXISTS(SELECT 1 FROM "mag_author" "U0" LEFT OUTER JOIN "mag_post" "U1" ON ("U0"."id" = "U1"."author_id") WHERE "U1"."id" IS NULL AND "U0"."id" = "mag_author"."boss_id") OR "mag_author"."boss_id" IS NULL)

-- reverse
SELECT "mag_author"."name" FROM "mag_author" INNER JOIN "mag_post" ON ("mag_author"."id" = "mag_post"."author_id") WHERE "mag_post"."title" = ?1 -- [x]

-- reverse one to one
SELECT "mag_author"."name" FROM "mag_author" INNER JOIN "mag_profile" ON ("mag_author"."id" = "mag_profile"."author_id") WHERE "mag_profile"."site" = ?1 -- [x]

-- reverse one to one null
SELECT "mag_author"."name" FROM "mag_author" LEFT OUTER JOIN "mag_profile" ON ("mag_author"."id" = "mag_profile"."author_id") WHERE "mag_profile"."id" IS NULL

-- friends
SELECT "mag_author"."name" FROM "mag_author" INNER JOIN "mag_author_friends" ON ("mag_author"."id" = "mag_author_friends"."from_author_id") INNER JOIN "mag_author" "T3" ON ("mag_author_friends"."to_author_id" = "T3"."id") INNER JOIN "mag_author_friends" "T4" ON ("T3"."id" = "T4"."from_author_id") INNER JOIN "mag_author" "T5" ON ("T4"."to_author_id" = "T5"."id") WHERE "T5"."name" = ?1 -- [x]

-- exists
SELECT "mag_post"."id" FROM "mag_post" WHERE EXISTS(SELECT 1 FROM "mag_tag" "U0" INNER JOIN "mag_post_tags" "U1" ON ("U0"."id" = "U1"."tag_id") WHERE "U1"."post_id" = "mag_post"."id")

-- not exists
SELECT "mag_post"."id" FROM "mag_post" WHERE NOT (EXISTS(SELECT 1 FROM "mag_tag" "U0" INNER JOIN "mag_post_tags" "U1" ON ("U0"."id" = "U1"."tag_id") INNER JOIN "mag_post" "U2" ON ("U1"."post_id" = "U2"."id") WHERE "U2"."author_id" = "mag_post"."author_id"))

-- exists nothing
SELECT "mag_post"."id" FROM "mag_post"

-- condition on a column
SELECT "mag_post"."id" FROM "mag_post" WHERE "mag_post"."public"

-- compare
SELECT "mag_post"."id" FROM "mag_post" INNER JOIN "mag_author" ON ("mag_post"."author_id" = "mag_author"."id") LEFT OUTER JOIN "mag_author" "T3" ON ("mag_post"."editor_id" = "T3"."id") WHERE "mag_author"."age" > "T3"."age"

-- values over relations
SELECT "mag_author"."name", "mag_tag"."name", "mag_post"."id" FROM "mag_post" INNER JOIN "mag_author" ON ("mag_post"."author_id" = "mag_author"."id") LEFT OUTER JOIN "mag_post_tags" ON ("mag_post"."id" = "mag_post_tags"."post_id") LEFT OUTER JOIN "mag_tag" ON ("mag_post_tags"."tag_id" = "mag_tag"."id")

-- annotate
SELECT "mag_post"."id", "mag_post"."title", "mag_post"."created", "mag_post"."edited", "mag_post"."price", "mag_post"."public", "mag_post"."author_id", "mag_post"."editor_id", "mag_author"."name" AS "by" FROM "mag_post" INNER JOIN "mag_author" ON ("mag_post"."author_id" = "mag_author"."id") WHERE "mag_author"."name" LIKE ?1 ESCAPE '\' ORDER BY 9 -- [x%]

-- alias
SELECT "mag_post"."id" FROM "mag_post" INNER JOIN "mag_author" ON ("mag_post"."author_id" = "mag_author"."id") ORDER BY "mag_author"."name" DESC

-- group
SELECT "mag_author"."name", COUNT(*) AS "n" FROM "mag_author" GROUP BY "mag_author"."name" HAVING COUNT(*) > ?1 ORDER BY 2 DESC -- [3]

-- group by relation
SELECT "mag_author"."name", COUNT(*) AS "n" FROM "mag_post" INNER JOIN "mag_author" ON ("mag_post"."author_id" = "mag_author"."id") GROUP BY "mag_author"."name"

-- group by row
SELECT "mag_author"."id", "mag_author"."name", "mag_author"."age", "mag_author"."boss_id", COUNT(*) AS "n" FROM "mag_author" GROUP BY "mag_author"."id", "mag_author"."name", "mag_author"."age", "mag_author"."boss_id"

-- group and filter before
SELECT "mag_post"."author_id", COUNT(*) AS "n" FROM "mag_post" WHERE "mag_post"."public" = ?1 GROUP BY "mag_post"."author_id" -- [1]

-- order by relation
SELECT "mag_post"."id" FROM "mag_post" INNER JOIN "mag_author" ON ("mag_post"."author_id" = "mag_author"."id") ORDER BY "mag_author"."name", "mag_post"."title" DESC

-- order by relation backwards
SELECT "mag_post"."id" FROM "mag_post" LEFT OUTER JOIN "mag_author" ON ("mag_post"."editor_id" = "mag_author"."id") ORDER BY "mag_author"."name" DESC

-- order by key
SELECT "mag_post"."id" FROM "mag_post" ORDER BY "mag_post"."author_id", "mag_post"."id"

-- order by nulls
SELECT "mag_post"."id" FROM "mag_post" ORDER BY "mag_post"."edited" DESC NULLS LAST, "mag_post"."title"

-- order reversed
SELECT "mag_post"."id" FROM "mag_post" ORDER BY "mag_post"."edited" NULLS FIRST, "mag_post"."title" DESC

-- order by chance
SELECT "mag_post"."id" FROM "mag_post" ORDER BY RANDOM()

-- model's order
SELECT "mag_author"."id" FROM "mag_author" ORDER BY "mag_author"."name"

-- distinct
SELECT DISTINCT "mag_post"."title" FROM "mag_post"

-- distinct with order
SELECT DISTINCT "mag_post"."title", "mag_author"."name" FROM "mag_post" INNER JOIN "mag_author" ON ("mag_post"."author_id" = "mag_author"."id") ORDER BY "mag_author"."name"

-- distinct on
mistake: mag.Post: sqlite has no DISTINCT ON, Distinct takes no names there

-- slice
SELECT "mag_post"."id" FROM "mag_post" LIMIT ?1 OFFSET ?2 -- [5 10]

-- slice of slice
SELECT "mag_post"."id" FROM "mag_post" LIMIT ?1 OFFSET ?2 -- [5 15]

-- offset
SELECT "mag_post"."id" FROM "mag_post" LIMIT -1 OFFSET ?1 -- [10]

-- limit 0
-

-- none
-

-- union
SELECT "mag_post"."id" FROM "mag_post" UNION SELECT "mag_post"."id" FROM "mag_post" WHERE "mag_post"."title" = ?1 ORDER BY 1 DESC LIMIT ?2 -- [x 3]

-- union of slices
SELECT * FROM (SELECT "mag_post"."id" FROM "mag_post" ORDER BY "mag_post"."id" LIMIT ?1) UNION SELECT * FROM (SELECT "mag_post"."id" FROM "mag_post" ORDER BY "mag_post"."id" DESC LIMIT ?2) -- [2 2]

-- union with none
SELECT "mag_post"."id" FROM "mag_post"

-- intersection
SELECT "mag_post"."id" FROM "mag_post" INTERSECT SELECT "mag_post"."id" FROM "mag_post" WHERE "mag_post"."title" = ?1 -- [x]

-- difference
SELECT "mag_post"."id" FROM "mag_post" EXCEPT SELECT "mag_post"."id" FROM "mag_post" WHERE "mag_post"."title" = ?1 -- [x]

-- values of union
SELECT "mag_post"."title" FROM "mag_post" UNION SELECT "mag_post"."title" FROM "mag_post"

-- with
SELECT "mag_post"."id", "mag_post"."title", "mag_post"."created", "mag_post"."edited", "mag_post"."price", "mag_post"."public", "mag_post"."author_id", "mag_post"."editor_id", "mag_author"."id", "mag_author"."name", "mag_author"."age", "mag_author"."boss_id", "T3"."id", "T3"."name", "T3"."age", "T3"."boss_id", "T4"."id", "T4"."name", "T4"."age", "T4"."boss_id" FROM "mag_post" INNER JOIN "mag_author" ON ("mag_post"."author_id" = "mag_author"."id") LEFT OUTER JOIN "mag_author" "T3" ON ("mag_author"."boss_id" = "T3"."id") LEFT OUTER JOIN "mag_author" "T4" ON ("mag_post"."editor_id" = "T4"."id")

-- with back
SELECT "mag_author"."id", "mag_author"."name", "mag_author"."age", "mag_author"."boss_id", "mag_profile"."id", "mag_profile"."author_id", "mag_profile"."site" FROM "mag_author" LEFT OUTER JOIN "mag_profile" ON ("mag_author"."id" = "mag_profile"."author_id")

-- only
SELECT "mag_post"."id", "mag_post"."title", "mag_post"."author_id", "mag_author"."id", "mag_author"."name" FROM "mag_post" INNER JOIN "mag_author" ON ("mag_post"."author_id" = "mag_author"."id")

-- defer
SELECT "mag_post"."id", "mag_post"."title", "mag_post"."price", "mag_post"."public", "mag_post"."author_id", "mag_post"."editor_id" FROM "mag_post"

-- or of queries
SELECT "mag_post"."id" FROM "mag_post" LEFT OUTER JOIN "mag_post_tags" ON ("mag_post"."id" = "mag_post_tags"."post_id") LEFT OUTER JOIN "mag_tag" ON ("mag_post_tags"."tag_id" = "mag_tag"."id") WHERE "mag_post"."title" = ?1 OR "mag_tag"."name" = ?2 -- [x y]

-- and of queries
SELECT "mag_post"."id" FROM "mag_post" INNER JOIN "mag_post_tags" ON ("mag_post"."id" = "mag_post_tags"."post_id") INNER JOIN "mag_tag" ON ("mag_post_tags"."tag_id" = "mag_tag"."id") INNER JOIN "mag_post_tags" "T4" ON ("mag_post"."id" = "T4"."post_id") INNER JOIN "mag_tag" "T5" ON ("T4"."tag_id" = "T5"."id") WHERE "mag_tag"."name" = ?1 AND "T5"."name" = ?2 -- [x y]

-- or of slices
SELECT "mag_post"."id" FROM "mag_post" WHERE "mag_post"."id" IN (SELECT "U0"."id" FROM "mag_post" "U0" LIMIT ?1) OR "mag_post"."title" = ?2 -- [2 y]

-- for update
SELECT "mag_post"."id" FROM "mag_post"

-- for update of
SELECT "mag_post"."id", "mag_post"."title", "mag_post"."created", "mag_post"."edited", "mag_post"."price", "mag_post"."public", "mag_post"."author_id", "mag_post"."editor_id", "mag_author"."id", "mag_author"."name", "mag_author"."age", "mag_author"."boss_id" FROM "mag_post" INNER JOIN "mag_author" ON ("mag_post"."author_id" = "mag_author"."id")

-- count
SELECT COUNT(*) AS "count" FROM "mag_post"

-- count filtered
SELECT COUNT(*) AS "count" FROM "mag_post" INNER JOIN "mag_post_tags" ON ("mag_post"."id" = "mag_post_tags"."post_id") INNER JOIN "mag_tag" ON ("mag_post_tags"."tag_id" = "mag_tag"."id") WHERE "mag_tag"."name" = ?1 -- [x]

-- count distinct
SELECT COUNT(*) FROM (SELECT DISTINCT "mag_post"."title" AS "col1" FROM "mag_post") "subquery"

-- count sliced
SELECT COUNT(*) FROM (SELECT 1 AS "col1" FROM "mag_post" ORDER BY "mag_post"."title" LIMIT ?1) "subquery" -- [3]

-- count grouped
SELECT COUNT(*) FROM (SELECT "mag_post"."author_id" AS "col1" FROM "mag_post" GROUP BY "mag_post"."author_id") "subquery"

-- count annotated
SELECT COUNT(*) FROM (SELECT 1 AS "col1" FROM "mag_author" GROUP BY "mag_author"."id" HAVING COUNT(*) > ?1) "subquery" -- [1]

-- count union
SELECT COUNT(*) FROM (SELECT "mag_post"."id" AS "col1" FROM "mag_post" UNION SELECT "mag_post"."id" AS "col1" FROM "mag_post") "subquery"

-- count nothing
-

-- exists end
SELECT 1 FROM "mag_author" WHERE "mag_author"."age" = ?1 LIMIT 1 -- [1]

-- first
SELECT "mag_post"."id", "mag_post"."title", "mag_post"."created", "mag_post"."edited", "mag_post"."price", "mag_post"."public", "mag_post"."author_id", "mag_post"."editor_id" FROM "mag_post" ORDER BY "mag_post"."id" LIMIT 1

-- first ordered
SELECT "mag_author"."id", "mag_author"."name", "mag_author"."age", "mag_author"."boss_id" FROM "mag_author" ORDER BY "mag_author"."name" LIMIT 1

-- last
SELECT "mag_post"."id", "mag_post"."title", "mag_post"."created", "mag_post"."edited", "mag_post"."price", "mag_post"."public", "mag_post"."author_id", "mag_post"."editor_id" FROM "mag_post" ORDER BY "mag_post"."id" DESC LIMIT 1

-- last ordered
SELECT "mag_author"."id", "mag_author"."name", "mag_author"."age", "mag_author"."boss_id" FROM "mag_author" ORDER BY "mag_author"."age", "mag_author"."name" DESC LIMIT 1

-- latest
SELECT "mag_post"."id", "mag_post"."title", "mag_post"."created", "mag_post"."edited", "mag_post"."price", "mag_post"."public", "mag_post"."author_id", "mag_post"."editor_id" FROM "mag_post" ORDER BY "mag_post"."created" DESC LIMIT 1

-- update
UPDATE "mag_post" SET "title" = ?1, "edited" = "mag_post"."created", "editor_id" = ?2, "author_id" = ?3 WHERE "mag_post"."title" = ?4 -- [y <nil> 1 x]

-- update related
UPDATE "mag_post" SET "title" = ?1 WHERE "mag_post"."id" IN (SELECT "U0"."id" FROM "mag_post" "U0" INNER JOIN "mag_author" "U1" ON ("U0"."author_id" = "U1"."id") WHERE "U1"."name" = ?2) -- [y x]

-- update by F over relation
mistake: mag.Post: "author__name" leads to another table, which an update cannot use

-- update from query
UPDATE "mag_post" SET "title" = (SELECT "U0"."name" FROM "mag_author" "U0" WHERE "U0"."id" = "mag_post"."author_id" ORDER BY "U0"."name" LIMIT 1)

-- update sliced
mistake: mag.Post: rows cannot be updated after the query was sliced

-- delete
DELETE FROM "mag_post" WHERE "mag_post"."title" = ?1 -- [x]

-- delete related
DELETE FROM "mag_post" WHERE "mag_post"."id" IN (SELECT "U0"."id" FROM "mag_post" "U0" INNER JOIN "mag_post_tags" "U1" ON ("U0"."id" = "U1"."post_id") INNER JOIN "mag_tag" "U2" ON ("U1"."tag_id" = "U2"."id") WHERE "U2"."name" = ?1) -- [x]

-- delete all
DELETE FROM "mag_post"

-- unknown name
mistake: mag.Post has no field "titel"; did you mean "title"?; it has author, author_id, created, edited, editor, editor_id, id, price, public, tags, title

-- unknown name behind
mistake: mag.Author has no field "nam"; did you mean "name"?; it has age, boss, boss_id, edits, friends, id, name, posts, profile, staff

-- unknown lookup
mistake: mag.Post: "contians" is neither a lookup nor a transform of mag.Post.title (Text); did you mean "contains"?

-- unknown lookup of relation
mistake: mag.Post: "contains" is neither a lookup nor a transform of the relation mag.Post.author

-- name behind a column
mistake: mag.Post: "author" is neither a lookup nor a transform of mag.Post.title (Text)

-- null with gt
mistake: mag.Post: gt of mag.Post.id (Int) cannot take NULL

-- isnull takes a bool
mistake: mag.Post: isnull of mag.Post.id (Int) takes true or false, not 1

-- in takes a list
mistake: mag.Post: in of mag.Post.id (Int) takes a list or a query, not 1

-- filter after slice
mistake: mag.Post: a query cannot be filtered after it was sliced

-- order after slice
mistake: mag.Post: a query cannot be ordered after it was sliced

-- filter after union
mistake: mag.Post: after Union, Intersection or Difference only the order, the slice and the columns can be said

-- negative slice
mistake: mag.Post: Limit, Offset and Slice take no negative numbers: rows are counted from the first

-- bad name
mistake: mag.Post: "x\" --" cannot be the name of an annotation: a name has letters, digits and _ and no more than 63 of them

-- name of a field
mistake: mag.Post: the annotation "title" has the name of a field

-- unknown order
mistake: mag.Post has no field "titel"; did you mean "title"?; it has author, author_id, created, edited, editor, editor_id, id, price, public, tags, title

-- outer outside
mistake: mag.Post: Outer("id") stands in no subquery

-- with unknown
mistake: mag.Post has no relation "auhtor" to load (in "auhtor"); it has author, editor, tags

-- only without key
mistake: mag.Post: With loads "author", but Only or Defer leaves out its key

-- latest without
mistake: mag.Author: Latest and Earliest need names: its model has no Latest

-- no aggregate
mistake: mag.Post: "x" is no aggregate

