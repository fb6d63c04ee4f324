// Package orm keeps Go structs in the tables of a relational database: models,
// queries, writes and transactions on SQLite and PostgreSQL.
//
//	type Post struct {
//		ID       int64
//		Title    string     `orm:"max=150"`
//		AuthorID int64
//		Author   *auth.User `orm:"fk=AuthorID,on_delete=cascade"`
//	}
//
//	var Posts = orm.NewTable[Post](nil)
//
//	posts, err := Posts.On(db).
//		Filter(orm.Eq(&Posts.F.Author.Username, "ann")).
//		OrderBy(orm.Desc(&Posts.F.ID)).
//		Limit(20).All(ctx)
//
// A [Model] says what a table holds. It is made from a struct by [NewTable], or
// written down at run time. A [Query] names columns by lookup paths, such as
// "author__username__icontains", and gives rows as maps; a [QuerySet] of a table
// names them by the address of a field and gives structs. Both build the same
// tree, which is compiled once per shape and database: the values are always
// bound arguments.
//
// The rules:
//
//   - Nothing is read that was not asked for. A relation that was not loaded is
//     nil or empty, never a hidden query.
//   - A query is a value: every method returns a new one, and any of them may be
//     used again, also by several goroutines.
//   - Mistakes in a query (an unknown column, a value of the wrong type) are
//     errors of the call that runs it, with the file and line that wrote it.
//   - NULL in a column that the struct says cannot be NULL is an error.
package orm
