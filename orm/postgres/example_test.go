package postgres_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/postgres"
)

func ExampleOpen() {
	db, err := postgres.Open(os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	versions, err := orm.Raw[string](context.Background(), db, "SHOW server_version")
	fmt.Println(versions, err)
}

func ExampleOpenConfig() {
	db, err := postgres.OpenConfig(postgres.Config{
		URL:              "postgres://site@db.example.org/site?sslmode=verify-full",
		MaxConns:         20,
		StatementTimeout: 30 * time.Second,
		LockTimeout:      5 * time.Second,
	})
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
}

func ExampleListen() {
	ctx := context.Background()
	db, err := postgres.Open(os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	listener, err := postgres.Listen(ctx, db, "post_saved")
	if err != nil {
		log.Fatal(err)
	}
	defer listener.Close()
	for message, err := range listener.All(ctx) {
		if err != nil {
			log.Print(err) // what came meanwhile is lost: look at the table again
			return
		}
		fmt.Println("saved:", message.Payload)
	}
}

func ExampleNotify() {
	ctx := context.Background()
	db, err := postgres.Open(os.Getenv("DATABASE_URL"))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	err = db.Atomic(ctx, func(ctx context.Context, tx *orm.Tx) error {
		// Sent when the transaction is committed.
		return postgres.Notify(ctx, tx, "post_saved", "17")
	})
	fmt.Println(err)
}

func ExampleDialect() {
	fmt.Println(postgres.Dialect().Name())
	// Output: postgresql
}
