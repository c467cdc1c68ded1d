package store

// snapshotCache keeps the salons' snapshots for a few seconds.
type snapshotCache struct{}
