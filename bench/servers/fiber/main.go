// Fiber is gofiber/fiber, which stands on fasthttp and not on net/http.
package main

import (
	"log"

	"github.com/gofiber/fiber/v3"

	"github.com/combo-web/combo/bench/serve"
	"github.com/combo-web/combo/bench/tasks"
)

func main() {
	app := fiber.New()
	app.Get("/plaintext", func(c fiber.Ctx) error { return c.SendString(tasks.Text) })
	app.Get("/json", func(c fiber.Ctx) error { return c.JSON(tasks.NewPerson(), tasks.TypeJSON) })
	app.Get("/page", func(c fiber.Ctx) error {
		c.Set(fiber.HeaderContentType, tasks.TypeHTML)
		return c.SendString(tasks.Page)
	})
	for _, r := range tasks.Routes(tasks.RouteCount) {
		app.Get(r.Segments(":%s"), func(c fiber.Ctx) error {
			return c.SendString(r.Answer(func(name string) string { return c.Params(name) }))
		})
	}
	config := fiber.ListenConfig{DisableStartupMessage: true, GracefulContext: serve.Until()}
	if err := app.Listener(serve.Listener(), config); err != nil {
		log.Fatal(err)
	}
}
