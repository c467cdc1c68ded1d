package local

import "errors"

// Errors that callers act upon; the text around them says what to do next.
var (
	// ErrNoPostgres: no usable PostgreSQL is installed.
	ErrNoPostgres = errors.New("no PostgreSQL server found")
	// ErrNoRedis: no redis-server is installed; `up` then does without.
	ErrNoRedis = errors.New("no redis-server found")
	// ErrInUse: another process of ours already uses the directory.
	ErrInUse = errors.New("directory in use")
	// ErrVersion: the data was written by a major version that is not installed.
	ErrVersion = errors.New("data of another PostgreSQL version")
	// ErrNoAccess: the user who runs the server may not enter the directory.
	ErrNoAccess = errors.New("directory not accessible")
)
