package sandbox

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"time"

	"atrevete/internal/payment"
	"atrevete/internal/salon"
)

// basePath is where the handler wants to be mounted.
const basePath = "/sandbox/checkout/"

//go:embed page
var pageFiles embed.FS

type pages = *template.Template

func parsePages() (pages, error) {
	parsed, err := template.ParseFS(pageFiles, "page/*.html")
	if err != nil {
		return nil, fmt.Errorf("pretend checkout: %w", err)
	}
	return parsed, nil
}

// page is what the template shows.
type page struct {
	State   string // open, complete, expired, missing, trouble
	Salon   string
	Amount  salon.Money
	Title   string
	Details string
	Expires string // when the hold ends
	Back    string // the deposit page
}

// Handler serves the checkout page under /sandbox/checkout/.
func (c *Checkout) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+basePath+"style.css", c.style)
	mux.HandleFunc("GET "+basePath+"{session}", c.show)
	mux.HandleFunc("POST "+basePath+"{session}", c.choose)
	return http.NewCrossOriginProtection().Handler(c.secure(mux))
}

// secure forbids everything but our own style sheet and forms that end with us.
func (c *Checkout) secure(next http.Handler) http.Handler {
	forms := "'self'"
	if home, err := url.Parse(c.PublicURL); err == nil && home.Host != "" {
		forms += " " + home.Scheme + "://" + home.Host
	}
	policy := "default-src 'none'; style-src 'self'; form-action " + forms + "; base-uri 'none'; frame-ancestors 'none'"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Referrer-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

func (c *Checkout) style(w http.ResponseWriter, r *http.Request) {
	body, err := pageFiles.ReadFile("page/style.css")
	if err != nil {
		http.Error(w, "Algo ha fallado.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	w.Header().Set("Cache-Control", "max-age=3600")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// show is the page: 200 while the session is open or paid, 410 when it is
// over, 404 when there is none.
func (c *Checkout) show(w http.ResponseWriter, r *http.Request) {
	row, ok := c.session(w, r)
	if !ok {
		return
	}
	code := http.StatusOK
	if row.Status == statusExpired {
		code = http.StatusGone
	}
	c.render(w, r, code, row, row.Status)
}

// choose reports what the visitor chose and sends them back to the salon.
func (c *Checkout) choose(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<12)
	chosen := result(r.PostFormValue("resultado"))
	if chosen.eventType() == "" {
		http.Error(w, "Elige qué pasa con el pago.", http.StatusBadRequest)
		return
	}
	row, ok := c.session(w, r)
	if !ok {
		return
	}
	switch {
	case row.Status == statusComplete: // pressed twice
		http.Redirect(w, r, payment.ReturnURL(c.PublicURL, row.LinkToken), http.StatusSeeOther)
		return
	case row.Status == statusExpired:
		c.render(w, r, http.StatusGone, row, row.Status)
		return
	}
	if err := c.settle(r, row, chosen); err != nil {
		c.Log.ErrorContext(r.Context(), "pretend payment could not be reported", "err", err)
		c.render(w, r, http.StatusBadGateway, row, "trouble")
		return
	}
	target := payment.PageURL(c.PublicURL, row.LinkToken)
	if chosen == approve {
		target = payment.ReturnURL(c.PublicURL, row.LinkToken)
	}
	http.Redirect(w, r, target, http.StatusSeeOther)
}

// settle reports first and ends the session then: a report that got lost can
// be repeated, and one that comes twice is a duplicate.
func (c *Checkout) settle(r *http.Request, row salon.CheckoutSession, chosen result) error {
	if err := c.report(r.Context(), row, chosen); err != nil {
		return err
	}
	status := ""
	switch chosen {
	case approve:
		status = statusComplete
	case abandon:
		status = statusExpired
	default: // a declined card may be followed by a better one
		return nil
	}
	if err := c.Store.EndSession(r.Context(), row.ID, status); err != nil {
		// The report is stored; whoever processes it ends the session as well.
		c.Log.WarnContext(r.Context(), "pretend session not ended", "err", err)
	}
	return nil
}

// session reads the session of the request; when there is none it has answered.
func (c *Checkout) session(w http.ResponseWriter, r *http.Request) (salon.CheckoutSession, bool) {
	row, err := c.find(r.Context(), r.PathValue("session"))
	switch {
	case errors.Is(err, salon.ErrNotFound):
		c.render(w, r, http.StatusNotFound, row, "missing")
		return row, false
	case err != nil:
		c.Log.ErrorContext(r.Context(), "pretend session could not be read", "err", err)
		c.render(w, r, http.StatusServiceUnavailable, row, "trouble")
		return row, false
	}
	return row, true
}

func (c *Checkout) render(w http.ResponseWriter, r *http.Request, code int, row salon.CheckoutSession, state string) {
	p := page{State: state, Amount: row.Amount, Back: c.PublicURL + "/"}
	if row.LinkToken != "" {
		p.Back = payment.PageURL(c.PublicURL, row.LinkToken)
		link, err := c.Store.PaymentLink(r.Context(), row.LinkToken)
		if err != nil {
			c.Log.WarnContext(r.Context(), "pretend checkout shows no details", "err", err)
		} else {
			p.Salon = link.Salon.Name
			p.Title, p.Details = payment.Describe(link)
			if ends := link.Booking.HoldExpiresAt; !ends.IsZero() { // the product's time, as everywhere else
				p.Expires = ends.In(link.Salon.Location).Format("15:04")
			}
		}
	}
	var body bytes.Buffer
	if err := c.pages.ExecuteTemplate(&body, "checkout.html", p); err != nil {
		c.Log.ErrorContext(r.Context(), "pretend checkout page", "err", err)
		http.Error(w, "Algo ha fallado.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_, _ = w.Write(body.Bytes()) // the visitor may have gone
}
