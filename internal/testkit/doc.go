// Package testkit is what tests share: a private PostgreSQL and Redis per test
// binary, a clock that only tests move, patient waiting, and fakes of the
// neighbours that misbehave on purpose. Only tests import it.
package testkit
