package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"atrevete/internal/local"
	"atrevete/internal/testkit"
)

const (
	testToken  = "a-path-token-of-32-characters-xx"
	testSecret = "signing-secret"
	laura      = 42 // a conversation
)

// deployment is an api and an agent, as in production, between real data
// services and a pretend Chatwoot.
type deployment struct {
	t               *testing.T
	database        string
	environ         []string
	addr, agentAddr string
	chatwoot        *testkit.Chatwoot
	api, agent      *program
	pool            *pgxpool.Pool
}

func deploy(t *testing.T, database string) *deployment {
	t.Helper()
	d := &deployment{t: t, database: database, addr: freePort(t), agentAddr: freePort(t), chatwoot: testkit.NewChatwoot(t)}
	d.environ = []string{
		"DATABASE_URL=" + database, "REDIS_URL=" + testkit.NewRedis(t), "HTTP_ADDR=" + d.addr, "AGENT_HTTP_ADDR=" + d.agentAddr,
		"TURN_QUIET_MS=0", "SECRET_KEY=" + goodKey, "STRIPE_WEBHOOK_SECRET=whsec_test",
		"CHATWOOT_API_URL=" + d.chatwoot.URL() + "/", fmt.Sprintf("CHATWOOT_ACCOUNT_ID=%d", d.chatwoot.AccountID),
		fmt.Sprintf("CHATWOOT_INBOX_ID=%d", d.chatwoot.InboxID), "CHATWOOT_BOT_TOKEN=" + d.chatwoot.BotToken,
		"CHATWOOT_API_TOKEN=" + d.chatwoot.AgentToken, "CHATWOOT_WEBHOOK_TOKEN=" + testToken, "CHATWOOT_WEBHOOK_SECRET=" + testSecret,
	}
	if code, _, said := finish(t, d.environ, "seed", demoDir(t)); code != 0 {
		t.Fatalf("seed: %s", said)
	}
	pool, err := pgxpool.New(t.Context(), database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	d.pool = pool
	d.chatwoot.AddConversation(testkit.ChatwootConversation{
		ID: laura, Contact: testkit.ChatwootContact{ID: 55, Name: "Laura Torres", Phone: "+34600111222", SourceID: "34600111222"},
	})
	d.chatwoot.Webhook("http://"+d.addr+"/webhook/chatwoot/"+testToken, testSecret, true)
	d.api = run(t, t.TempDir(), d.environ, "api")
	d.api.healthy(d.addr, "/health")
	d.startAgent()
	return d
}

func (d *deployment) startAgent() {
	d.t.Helper()
	d.agent = run(d.t, d.t.TempDir(), d.environ, "agent")
	d.agent.healthy(d.agentAddr, "/readyz")
}

// count runs a query that counts.
func (d *deployment) count(query string) int {
	d.t.Helper()
	var n int
	if err := d.pool.QueryRow(d.t.Context(), query).Scan(&n); err != nil {
		d.t.Fatalf("%s: %v", query, err)
	}
	return n
}

// settled waits until nothing waits any more, in or out.
func (d *deployment) settled() {
	d.t.Helper()
	testkit.Eventually(d.t, func() bool {
		return d.count(`SELECT (SELECT count(*) FROM inbox WHERE processed_at IS NULL) + (SELECT count(*) FROM outbox WHERE status = 'pending')`) == 0
	}, "inbox and outbox are settled")
	d.chatwoot.Settle()
}

func TestASignedWebhookTenTimesIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	d := deploy(t, testkit.NewDatabase(t))
	message := d.chatwoot.CustomerMessage(laura, testkit.ChatwootMessage{Content: "Hola, ¿tenéis hueco el viernes para cortarme el pelo?"})
	body := d.chatwoot.MessageEvent(laura, message, "message_created")
	for n := range 10 {
		code, answer := d.chatwoot.PostAs("delivery", body)
		want := `"accepted"`
		if n > 0 {
			want = `"duplicate"`
		}
		if code != http.StatusOK || !strings.Contains(answer, want) {
			t.Errorf("delivery %d: %d %s, want %s", n+1, code, answer, want)
		}
	}
	replies := d.chatwoot.WaitReplies(laura, 1)
	d.settled()
	if sent := d.count(`SELECT count(*) FROM outbox WHERE status = 'sent'`); sent != len(d.chatwoot.Replies(laura)) {
		t.Errorf("%d messages at Chatwoot, %d in the outbox", len(replies), sent)
	}
	if turns, rows := d.count(`SELECT count(*) FROM turns`), d.count(`SELECT count(*) FROM inbox`); turns != 1 || rows != 1 {
		t.Errorf("%d turns, %d inbox rows", turns, rows)
	}
	if replies[0].OutboxID() == "" {
		t.Error("the reply does not carry its outbox id")
	}
}

func TestWebhooksThatAreNotChatwootsAreRefused(t *testing.T) {
	t.Parallel()
	d := deploy(t, testkit.NewDatabase(t))
	// Chatwoot itself does not have the message: the poll, which asks it, cannot find it either.
	message := testkit.ChatwootMessage{ID: 4711, Type: "incoming", From: "contact", Content: "Hola"}
	body := d.chatwoot.MessageEvent(laura, message, "message_created")
	good := "http://" + d.addr + "/webhook/chatwoot/" + testToken
	for name, c := range map[string]struct {
		url, secret string
		body        []byte
		want        int
	}{
		"a wrong token":     {strings.TrimSuffix(good, "x") + "y", testSecret, body, http.StatusUnauthorized},
		"a wrong signature": {good, "another", body, http.StatusUnauthorized},
		"no signature":      {good, "", body, http.StatusUnauthorized},
		"no JSON":           {good, testSecret, []byte("hola"), http.StatusBadRequest},
		"two mebibytes":     {good, testSecret, bytes.Repeat([]byte("x"), 2<<20), http.StatusRequestEntityTooLarge},
	} {
		d.chatwoot.Webhook(c.url, c.secret, false)
		if code, answer := d.chatwoot.PostAs(name, c.body); code != c.want {
			t.Errorf("%s: %d %s, want %d", name, code, answer, c.want)
		}
	}
	if n := d.count(`SELECT count(*) FROM inbox`); n != 0 {
		t.Errorf("%d rows stored", n)
	}
}

func TestADatabaseThatIsDownLosesNothing(t *testing.T) {
	t.Parallel()
	postgres := testkit.StartPostgres(t)
	if err := postgres.CreateDatabase(t.Context(), localDatabase); err != nil {
		t.Fatal(err)
	}
	d := deploy(t, postgres.URL(localDatabase))
	message := d.chatwoot.CustomerMessage(laura, testkit.ChatwootMessage{Content: "Hola, quiero cortarme el pelo"})
	body := d.chatwoot.MessageEvent(laura, message, "message_created")
	postgres.Kill()
	if code, answer := d.chatwoot.PostAs("first", body); code != http.StatusInternalServerError {
		t.Errorf("without a database: %d %s", code, answer)
	}
	testkit.Eventually(t, func() bool { return askHealth(t.Context(), d.addr, "/health") != nil }, "/health says it cannot serve")
	restart(t, postgres)
	testkit.Eventually(t, func() bool {
		code, _ := d.chatwoot.PostAs("again", body)
		return code == http.StatusOK
	}, "Chatwoot's retry is stored")
	d.chatwoot.WaitReplies(laura, 1)
	d.settled()
	if turns := d.count(`SELECT count(*) FROM turns`); turns != 1 {
		t.Errorf("%d turns", turns)
	}
}

func restart(t *testing.T, postgres *local.Postgres) {
	t.Helper()
	if err := postgres.Restart(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func TestAnAgentThatIsKilledIsReplaced(t *testing.T) {
	t.Parallel()
	d := deploy(t, testkit.NewDatabase(t))
	d.agent.signal(syscall.SIGKILL)
	<-d.agent.done
	if _, code, answer := d.chatwoot.CustomerWrites(laura, "Hola, quiero cortarme el pelo"); code != http.StatusOK {
		t.Fatalf("without an agent: %d %s", code, answer)
	}
	d.startAgent()
	d.chatwoot.WaitReplies(laura, 1)
	d.settled()
	d.agent.signal(syscall.SIGTERM)
	d.api.signal(syscall.SIGTERM)
	if d.agent.exit() != 0 || d.api.exit() != 0 {
		t.Errorf("they end with %d and %d", d.agent.code, d.api.code)
	}
}
