// Package store is all SQL of the product: tables, migrations and one file of
// queries per noun, over PostgreSQL. Constraints decide instead of
// check-then-insert, and driver errors become salon's errors here. Transactions
// travel in the context (InTx). Nothing here leaves the process but to
// PostgreSQL, and no rule of the salon is decided here.
package store
