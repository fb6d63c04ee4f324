// Package shop has queries with the mistakes that columncheck finds, and without.
package shop

import (
	"context"
	"time"

	"github.com/combo-web/combo/orm"
)

type (
	Buyer struct {
		ID     int64
		Name   string
		BossID *int64
		Boss   *Buyer   `orm:"fk"`
		Orders []*Order `orm:"reverse=BuyerID"`
	}
	Order struct {
		ID      int64
		Note    string
		PaidAt  *time.Time
		BuyerID int64
		Buyer   *Buyer `orm:"fk"`
	}
)

var (
	Buyers = orm.NewTable[Buyer](nil)
	Orders = orm.NewTable(func(p *Order, t *orm.Def) { t.OrderBy(orm.Desc(&p.PaidAt)) })
	boss   = orm.Follow(&Orders.F.Buyer.Boss)
	older  = Orders.Alias()
)

func right(ctx context.Context, db *orm.DB, name string) {
	o := Orders.F
	_, _ = Orders.On(db).Filter(orm.Eq(&Orders.F.Note, name), orm.IsNull(Orders.F.PaidAt), orm.Eq(&o.Buyer.Boss.Name, "x"),
		orm.Eq(&boss.Boss.Name, "y"), orm.Eq(&Orders.F.Buyer.Orders[0].Note, "z")).
		OrderBy(orm.Desc(&Orders.F.ID), &Orders.F.Note, "id").With(&Orders.F.Buyer).All(ctx)
	_, _ = Orders.On(db).Filter(orm.Exists(older.Filter(orm.EqCol(&older.F.BuyerID, &Orders.F.BuyerID)))).All(ctx)
	_, _ = Buyers.On(db).Filter(orm.InQuery(&Buyers.F.ID, Orders.Filter(orm.Eq(&Orders.F.Note, "x")).Values(&Orders.F.BuyerID))).All(ctx)
	order := Order{Note: name}
	_ = Orders.On(db).Insert(ctx, &order)
	_ = Orders.On(db).Save(ctx, &order, &Orders.F.Note)
}

func wrong(ctx context.Context, db *orm.DB, name string) {
	var order Order
	_, _ = Orders.On(db).Filter(orm.Eq(&name, "x")).All(ctx)                                // want "name is no column"
	_, _ = Orders.On(db).Filter(orm.Contains(&order.Note, "x")).All(ctx)                    // want "order.Note is no column"
	_, _ = Orders.On(db).Filter(orm.Eq(&Buyers.F.Name, "x")).All(ctx)                       // want "a column of Buyers, but Orders is queried"
	_, _ = Orders.On(db).OrderBy(&Buyers.F.Name).All(ctx)                                   // want "a column of Buyers, but Orders is queried"
	_, _ = Orders.On(db).With(&Buyers.F.Boss).All(ctx)                                      // want "a column of Buyers"
	_, _ = Orders.On(db).Filter(orm.Eq(&Orders.F.Buyer.Boss.Boss.Name, "x")).All(ctx)       // want "3 relations away"
	_, _ = Orders.On(db).Filter(orm.Eq(&Orders.F.Buyer.Orders[0].Buyer.ID, 1)).All(ctx)     // want "3 relations away"
	_, _ = Orders.On(db).Filter(orm.Eq(&Buyer{}, Buyer{})).All(ctx)                         // want "a new value is no column"
	_ = orm.Follow(&Orders.F.Buyer.Boss)                                                    // want "make it once"
	_ = Orders.Alias()                                                                      // want "make it once"
	_ = func() { _ = orm.Back(Orders, &Orders.F.Buyer) }                                    // want "make it once"
	_, _ = Orders.On(db).Filter(orm.Exists(Buyers.Filter(orm.Eq(&older.F.ID, 1)))).All(ctx) // want "a column of older, but Buyers is queried"
}
