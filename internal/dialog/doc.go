// Package dialog decides what the assistant does next. It is pure: Advance
// takes a State and an Event and returns the next State, what to say
// (Utterances, words live in replies) and what to do (Actions, carried out by
// the agent inside the turn's transaction and answered with further Events).
package dialog
