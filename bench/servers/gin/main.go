// Gin is gin-gonic/gin; with BENCH_STACK=1 within its own middleware.
package main

import (
	"crypto/rand"
	"net/http"

	"github.com/gin-contrib/gzip"
	"github.com/gin-gonic/gin"

	"github.com/combo-web/combo/bench/serve"
	"github.com/combo-web/combo/bench/tasks"
)

func main() {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	if serve.WithStack() {
		file := serve.LogFile()
		defer file.Close()
		logger := gin.LoggerWithConfig(gin.LoggerConfig{Output: file})
		engine.Use(requestID, logger, gin.Recovery(), gzip.Gzip(gzip.DefaultCompression), secure, crossSite())
	}
	engine.GET("/plaintext", func(c *gin.Context) { c.String(http.StatusOK, tasks.Text) })
	engine.GET("/json", func(c *gin.Context) {
		c.Header("Content-Type", tasks.TypeJSON) // gin would add a charset
		c.JSON(http.StatusOK, tasks.NewPerson())
	})
	page := []byte(tasks.Page)
	engine.GET("/page", func(c *gin.Context) { c.Data(http.StatusOK, tasks.TypeHTML, page) })
	for _, r := range tasks.Routes(tasks.RouteCount) {
		engine.GET(r.Segments(":%s"), func(c *gin.Context) { c.String(http.StatusOK, r.Answer(c.Param)) })
	}
	serve.HTTP(engine)
}

func requestID(c *gin.Context) { c.Header(serve.RequestID, rand.Text()) }

func secure(c *gin.Context) {
	for _, f := range serve.SecurityFields {
		c.Header(f.Name, f.Value)
	}
}

func crossSite() gin.HandlerFunc {
	protection := http.NewCrossOriginProtection()
	return func(c *gin.Context) {
		if protection.Check(c.Request) != nil {
			c.AbortWithStatus(http.StatusForbidden)
		}
	}
}
