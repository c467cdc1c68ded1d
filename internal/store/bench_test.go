package store_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"atrevete/internal/salon"
)

// BenchmarkStoreInbound measures durable messages per second as the webhook
// writes them: batches from a few writers at once, 200 conversations.
func BenchmarkStoreInbound(b *testing.B) {
	for _, size := range []int{1, 16, 64, 128} {
		b.Run(fmt.Sprintf("batch=%d", size), func(b *testing.B) {
			s, _ := openSalon(b)
			var next atomic.Int64
			words := strings.Repeat("Hola, quería pedir cita para mechas el viernes por la tarde. ", 8)
			b.SetParallelism(1)
			b.RunParallel(func(pb *testing.PB) {
				batch := make([]salon.Inbound, 0, size)
				store := func() {
					if len(batch) == 0 {
						return
					}
					if _, err := s.StoreInbound(b.Context(), batch); err != nil {
						b.Error(err)
					}
					batch = batch[:0]
				}
				for pb.Next() {
					n := next.Add(1)
					batch = append(batch, message(fmt.Sprint(n%200), fmt.Sprint("1:", n), words))
					if len(batch) == size {
						store()
					}
				}
				store()
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
		})
	}
}

// BenchmarkOccupancy reads two weeks of a salon that has 100,000 appointments.
func BenchmarkOccupancy(b *testing.B) {
	s, shop := openSalon(b)
	exec(b, s, `
		WITH who AS (INSERT INTO customers DEFAULT VALUES RETURNING id),
		made AS (INSERT INTO bookings (customer_id) SELECT id FROM who RETURNING id, customer_id)
		INSERT INTO appointments (booking_id, customer_id, stylist_id, starts_at, duration_minutes, status)
		SELECT made.id, made.customer_id, st.id, '2024-01-01 09:00+01'::timestamptz + n * interval '45 minutes', 30, 'confirmed'
		FROM made, stylists st, generate_series(1, 100000 / (SELECT count(*) FROM stylists)) n`)
	exec(b, s, `INSERT INTO busy_segments (appointment_id, stylist_id, during)
		SELECT id, stylist_id, tstzrange(starts_at, starts_at + interval '30 minutes') FROM appointments`)
	exec(b, s, `ANALYZE`)
	from := salon.Date{Year: 2024, Month: time.September, Day: 2}
	taken := 0
	for b.Loop() {
		found, err := s.Occupancy(b.Context(), shop.ID, from, from.AddDays(13), "")
		if err != nil {
			b.Fatal(err)
		}
		taken = len(found.Busy[shop.Team[0].ID])
	}
	if taken < 400 {
		b.Fatalf("only %d stretches found", taken)
	}
}
