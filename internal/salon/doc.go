// Package salon is the domain: catalogue, team, hours, policies, availability,
// bookings and deposits, and the nouns of a conversation. It is pure: no I/O,
// no clock, no randomness; the current instant is always a parameter.
package salon
