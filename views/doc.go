// Package views makes views of functions that do not see HTTP: they take a
// struct and return a value or an error.
//
//	type byID struct {
//		ID int64 `path:"id"`
//	}
//
//	func (b Blog) show(ctx context.Context, in byID) (Post, error) { return b.post(ctx, in.ID) }
//
//	combo.URLs{
//		combo.Get("posts/<int:id>/", views.Page("post.html", b.show)),
//		combo.Get("api/posts/<int:id>/", views.API(b.show)),
//		combo.Get("openapi.json", views.OpenAPI(views.OpenAPIConfig{Title: "Blog"})),
//	}
//
// [Page] renders what the function returns, [API] answers with it as JSON, and
// [Form] shows a form until the function takes what was typed. The input is
// filled by [combo.Bind], so its struct tags and rules hold here.
//
// The rules:
//
//   - What a struct asks for and its route does not have is an error of
//     [combo.New], with the line of the route.
//   - Nothing is sent before the function has returned, nor before the first item
//     of a list that an API streams is there.
//   - An error is what it says it is, as everywhere: see [combo.Errorf] and
//     [combo.FieldErrors].
//   - The function gets the context of the request. Packages that know something
//     of the request, such as who sent it, tell it from that context.
//
// A view that sets cookies, reads what the client accepts, or answers with one
// thing now and another then is a [combo.View]. So is a form that shows what is
// stored already.
package views
