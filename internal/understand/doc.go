// Package understand turns a burst of messages into dialog.Commands: first a
// tapped or written-out option, then the embedded rules engine (understand/
// spanish), then a model, when one is configured and the rules left the burst
// unexplained. It never decides and never answers.
package understand
