// Package local starts and stops a private PostgreSQL and a private Redis: for
// `atrevete up` on a laptop and for tests. The servers listen on the loopback
// interface only, run in process groups of their own (Ctrl-C reaches us first,
// so that we stop them in order), and never outlive us: on Linux they are told
// to stop even when we are killed. Started by root they run as another user,
// since PostgreSQL refuses root.
//
// It must not be used for servers that somebody else runs: production points
// DATABASE_URL and REDIS_URL at those.
package local
