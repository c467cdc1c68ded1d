// Package agent runs turns: it takes a conversation's lease, reads what waits
// for it, has it understood and decided, carries out the decision in one
// transaction and leaves the replies in the outbox. It sends nothing itself and
// knows no channel, provider or SQL.
package agent
