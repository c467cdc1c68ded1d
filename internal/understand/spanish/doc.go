// Package spanish is the embedded rules engine: it reads a burst of messages in
// the light of the pending question and says what they mean as dialog.Commands,
// each with the words it explains.
//
// It is pure: the current instant, the salon and the dialogue's state are
// parameters. Work is bounded: input is cut at maxRunes, every recogniser looks
// at most a few tokens ahead, and nothing backtracks.
//
// How a burst is read:
//
//	text → tokens (folded, corrected, with offsets)
//	     → recognisers, each independent: times, services, team, people, yes/no,
//	       choices, intents, topics
//	     → resolver: the best spans that do not overlap, read in the light of
//	       the question
package spanish
