// Package prove storms the product's own engine on a database of its own and
// counts what went wrong: many workers fight for the same hours, pay late, twice
// and out of order, cancel and move, while transactions are aborted, connections
// cut, turns killed and the database server itself is killed. Then everything
// settles, and the rows are held against what the storm saw from outside: what
// its customers sent and received, what its bank took and gave back.
//
// It calls the same functions as the processes do and decides nothing itself. It
// must never be given a database that somebody needs.
package prove
