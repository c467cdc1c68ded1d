package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/singleflight"

	"atrevete/internal/salon"
)

// snapshotAge is how old a snapshot may be, by design; snapshotTimeout bounds
// reading one, since the caller that waits for it may have gone.
const (
	snapshotAge     = 5 * time.Second
	snapshotTimeout = 10 * time.Second
)

// snapshotCache keeps the salons' snapshots for a few seconds.
type snapshotCache struct {
	mu     sync.Mutex
	kept   map[salon.ID]keptSnapshot
	flight singleflight.Group
}

// keptSnapshot is one snapshot with the time it was read and its content's hash.
type keptSnapshot struct {
	read time.Time
	hash [sha256.Size]byte
	shop *salon.Salon
}

// Snapshot gives the salon's data, at most five seconds old. As long as nothing
// changed it is the same pointer, so what was compiled from it can be kept; it
// must not be modified. salon.ErrNotFound.
func (s *Store) Snapshot(ctx context.Context, salonID salon.ID) (*salon.Salon, error) {
	if kept, ok := s.cache.fresh(salonID); ok {
		return kept, nil
	}
	// One reader for all who ask at once; it outlives the caller that came first.
	answer := s.cache.flight.DoChan(string(salonID), func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), snapshotTimeout)
		defer cancel()
		began := time.Now() //nolint:forbidigo // real time: the age of a cache entry
		shop, err := s.readSalon(ctx, salonID)
		if err != nil {
			return nil, err
		}
		return s.cache.keep(shop, began)
	})
	select {
	case <-ctx.Done():
		return nil, fmt.Errorf("waiting for the salon: %w", ctx.Err())
	case result := <-answer:
		if result.Err != nil {
			return nil, result.Err
		}
		return result.Val.(*salon.Salon), nil
	}
}

// FirstSalon reads the deployment's first salon, as Snapshot does. salon.ErrNotFound.
func (s *Store) FirstSalon(ctx context.Context) (*salon.Salon, error) {
	id, err := s.firstSalonID(ctx)
	if err != nil {
		return nil, err
	}
	return s.Snapshot(ctx, id)
}

// firstSalonID is default_salon(), or salon.ErrNotFound.
func (s *Store) firstSalonID(ctx context.Context) (salon.ID, error) {
	var id salon.ID
	if err := s.db(ctx).QueryRow(ctx, `SELECT default_salon()`).Scan(&id); err != nil {
		return "", fail("reading the first salon", err)
	}
	if id.Empty() {
		return "", fmt.Errorf("reading the first salon: %w", salon.ErrNotFound)
	}
	return id, nil
}

// fresh gives the kept snapshot when it is young enough.
func (c *snapshotCache) fresh(id salon.ID) (*salon.Salon, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	kept, ok := c.kept[id]
	return kept.shop, ok && time.Since(kept.read) < snapshotAge //nolint:forbidigo // how old a copy is, in real time
}

// keep stores what was read at began, and returns the pointer to hand out: the
// one already out when the content is the same.
func (c *snapshotCache) keep(shop *salon.Salon, began time.Time) (*salon.Salon, error) {
	content, err := json.Marshal(struct {
		*salon.Salon
		Location string // the zone's own fields are private
	}{shop, shop.Location.String()})
	if err != nil {
		return nil, fmt.Errorf("comparing the salon: %w", err)
	}
	hash := sha256.Sum256(content)
	c.mu.Lock()
	defer c.mu.Unlock()
	if kept, ok := c.kept[shop.ID]; ok && kept.hash == hash {
		shop = kept.shop
	}
	if c.kept == nil {
		c.kept = map[salon.ID]keptSnapshot{}
	}
	c.kept[shop.ID] = keptSnapshot{read: began, hash: hash, shop: shop}
	return shop, nil
}

// forget makes the next Snapshot read again.
func (c *snapshotCache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, kept := range c.kept {
		kept.read = time.Time{}
		c.kept[id] = kept
	}
}

// readSalon reads a snapshot in one round trip, from one view of the database.
func (s *Store) readSalon(ctx context.Context, id salon.ID) (*salon.Salon, error) {
	shop := &salon.Salon{ID: id, Opening: salon.WeekHours{}}
	batch := &pgx.Batch{}
	queueSalon(batch, shop)
	queueTeam(batch, shop)
	queueHours(batch, shop)
	queueServices(batch, shop)
	queuePacks(batch, shop)
	queuePolicies(batch, shop)
	queueFAQs(batch, shop)
	queueTemplates(batch, shop)
	err := pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly},
		func(tx pgx.Tx) error { return tx.SendBatch(ctx, batch).Close() })
	if err != nil {
		return nil, fail("reading the salon", err)
	}
	return shop, nil
}

// FindSalon reads a salon by its slug, as Snapshot does; an empty slug means the
// deployment's first. salon.ErrNotFound.
func (s *Store) FindSalon(ctx context.Context, slug string) (*salon.Salon, error) {
	if slug == "" {
		return s.FirstSalon(ctx)
	}
	var id salon.ID
	if err := s.db(ctx).QueryRow(ctx, `SELECT id FROM salons WHERE slug = $1`, slug).Scan(&id); err != nil {
		return nil, fail("finding a salon", err)
	}
	return s.Snapshot(ctx, id)
}
