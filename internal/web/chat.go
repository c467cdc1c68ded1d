package web

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"atrevete/internal/salon"
)

// chatCookie names the visitor of the web chat: it plays the part of a phone.
const chatCookie = "atrevete_chat"

// maxChatBody and maxChatText bound what a visitor may post at once.
const (
	maxChatBody = 16 << 10
	maxChatText = 4000 // characters
)

// chatPage is the first paint of the chat.
type chatPage struct {
	Salon *salon.Salon
	Now   time.Time
	Tips  []string
}

// showChat shows the chat and makes sure the visitor has a cookie.
func (s *Server) showChat(w http.ResponseWriter, r *http.Request) {
	shop, err := s.Store.FirstSalon(r.Context())
	if err != nil {
		s.fail(w, r, "salon could not be read", err)
		return
	}
	if visitor(r) == "" {
		s.setVisitor(w)
	}
	s.render(w, r, http.StatusOK, "chat", "chat", chatPage{
		Salon: shop, Now: s.Clock().In(shop.Location),
		Tips: []string{"Quiero hacerme mechas el viernes", "¿Cuánto cuesta la manicura?", "¿Puedo cortarme el pelo mañana?", "¿Abrís los sábados?"},
	})
}

// restartChat forgets the visitor: the next page is a new phone.
func (s *Server) restartChat(w http.ResponseWriter, r *http.Request) {
	s.setVisitor(w)
	http.Redirect(w, r, "/chat", http.StatusSeeOther)
}

func (s *Server) setVisitor(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{
		Name: chatCookie, Value: strings.ToLower(rand.Text()), Path: "/", MaxAge: int((365 * 24 * time.Hour).Seconds()),
		HttpOnly: true, Secure: s.cfg.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// visitor returns the visitor's id, or "" when the cookie is missing or not ours.
func visitor(r *http.Request) string {
	c, err := r.Cookie(chatCookie)
	if err != nil || len(c.Value) < 20 || len(c.Value) > 40 {
		return ""
	}
	for _, ch := range c.Value {
		if (ch < 'a' || ch > 'z') && (ch < '0' || ch > '9') {
			return ""
		}
	}
	return c.Value
}

// chatPost is one message of the visitor. ID is made by the page, so that a
// repeated post is one message.
type chatPost struct {
	ID      string `json:"id"`
	Text    string `json:"text"`
	ReplyTo string `json:"reply_to"` // line whose option was tapped
	Name    string `json:"name"`     // as a profile would carry it
}

// acceptMessage stores what the visitor wrote: 200 stored or known, 400 not
// readable, 401 no cookie, 500 not stored.
func (s *Server) acceptMessage(w http.ResponseWriter, r *http.Request) {
	who := visitor(r)
	if who == "" {
		reply(w, http.StatusUnauthorized, map[string]string{"error": "Abre /chat primero."})
		return
	}
	var post chatPost
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxChatBody)).Decode(&post); err != nil {
		reply(w, http.StatusBadRequest, map[string]string{"error": "No entiendo ese mensaje."})
		return
	}
	post.Text = strings.TrimSpace(post.Text)
	if post.Text == "" || post.ID == "" || len(post.ID) > 64 || utf8.RuneCountInString(post.Text) > maxChatText {
		reply(w, http.StatusBadRequest, map[string]string{"error": "Escribe un mensaje de hasta 4000 caracteres."})
		return
	}
	now := s.Clock()
	stored, err := s.Inbox.Accept(r.Context(), salon.Inbound{
		Source: salon.SourceSandbox, Kind: salon.InboundMessage, ExternalID: who + ":" + post.ID,
		Sequence: now.UnixMicro(), ExternalConversation: who,
		Contact: salon.Contact{ID: who, SourceID: who, Name: strings.TrimSpace(post.Name)},
		Text:    post.Text, InReplyTo: post.ReplyTo, SentAt: now, ReceivedAt: now,
	})
	if err != nil {
		s.Log.ErrorContext(r.Context(), "chat message not stored", "err", err)
		reply(w, http.StatusInternalServerError, map[string]string{"error": "No se ha podido enviar. Vuelve a intentarlo."})
		return
	}
	reply(w, http.StatusOK, map[string]bool{"fresh": stored.Fresh})
}

// chatLine is a line as the page's script reads it.
type chatLine struct {
	ID      salon.ID `json:"id"`
	Mine    bool     `json:"mine"`
	Text    string   `json:"text"`
	Options []string `json:"options,omitempty"`
	Day     string   `json:"day"`
	Time    string   `json:"time"`
}

// listLines lists the visitor's conversation after a known line.
func (s *Server) listLines(w http.ResponseWriter, r *http.Request) {
	who := visitor(r)
	if who == "" {
		reply(w, http.StatusUnauthorized, map[string]string{"error": "Abre /chat primero."})
		return
	}
	shop, err := s.Store.FirstSalon(r.Context())
	if err != nil {
		s.fail(w, r, "salon could not be read", err)
		return
	}
	lines, err := s.Store.ChatLines(r.Context(), who, salon.ID(r.URL.Query().Get("after")))
	if err != nil && !errors.Is(err, salon.ErrNotFound) {
		s.fail(w, r, "chat could not be read", err)
		return
	}
	out := make([]chatLine, 0, len(lines))
	for _, l := range lines {
		at := l.At.In(shop.Location)
		line := chatLine{ID: l.ID, Mine: l.Mine, Text: l.Text, Day: longDate(at), Time: clock(at)}
		for _, o := range l.Options {
			line.Options = append(line.Options, o.Title)
		}
		out = append(out, line)
	}
	owner := salon.OwnerAssistant
	if c, err := s.Store.FindConversation(r.Context(), salon.SourceSandbox, who); err == nil {
		owner = c.Owner
	} else if !errors.Is(err, salon.ErrNotFound) {
		s.fail(w, r, "chat could not be read", err)
		return
	}
	reply(w, http.StatusOK, map[string]any{"lines": out, "owner": owner})
}

// handBack plays the part of staff who leave the conversation to the assistant
// again: in the sandbox there is nobody else to do it.
func (s *Server) handBack(w http.ResponseWriter, r *http.Request) {
	who := visitor(r)
	if who == "" {
		reply(w, http.StatusUnauthorized, map[string]string{"error": "Abre /chat primero."})
		return
	}
	now := s.Clock()
	_, err := s.Inbox.Accept(r.Context(), salon.Inbound{
		Source: salon.SourceSandbox, Kind: salon.InboundOwner, Owner: salon.OwnerAssistant,
		ExternalID: who + ":owner:" + strconv.FormatInt(now.UnixNano(), 10), ExternalConversation: who,
		Contact: salon.Contact{ID: who, SourceID: who}, ReceivedAt: now,
	})
	if err != nil {
		s.Log.ErrorContext(r.Context(), "hand-back not stored", "err", err)
		reply(w, http.StatusInternalServerError, map[string]string{"error": "No se ha podido. Vuelve a intentarlo."})
		return
	}
	reply(w, http.StatusOK, map[string]bool{"fresh": true})
}

// reply writes a small JSON answer.
func reply(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// A browser that went away is nobody's error.
	_ = json.NewEncoder(w).Encode(v)
}
