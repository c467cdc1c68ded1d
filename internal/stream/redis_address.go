package stream

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gomodule/redigo/redis"
)

const (
	defaultPort = "6379"
	keepAlive   = 1 * time.Minute // of the transport
)

// redisAddress is where a Redis is and how to get in.
type redisAddress struct {
	network, address   string
	username, password string
	database           int
	tls                *tls.Config // nil: in the clear
}

// CheckURL reports whether OpenRedis takes an address. The error shows no
// password.
func CheckURL(address string) error {
	_, err := parseRedisURL(address)
	return err
}

// parseRedisURL reads redis://[user:password@]host[:port][/database], the same
// with rediss:// for TLS, and unix://[user:password@]/path?db=database. The
// option skip_verify=true takes any certificate. No error shows a password.
func parseRedisURL(text string) (redisAddress, error) {
	u, err := url.Parse(text)
	if err != nil { // whose text may hold a piece of the password
		return redisAddress{}, errors.New("redis address: cannot be read; special characters of a password are written as %XX")
	}
	a := redisAddress{username: u.User.Username()}
	a.password, _ = u.User.Password()
	switch u.Scheme {
	case "redis", "rediss":
		a.network = "tcp"
		a.address = net.JoinHostPort(cmp.Or(u.Hostname(), "localhost"), cmp.Or(u.Port(), defaultPort))
	case "unix":
		a.network, a.address = "unix", u.Path
	default:
		return a, errors.New("redis address: it must begin with redis://, rediss:// or unix://")
	}
	if u.Opaque != "" || a.address == "" {
		return a, errors.New("redis address: no host or path")
	}
	if u.Scheme == "rediss" {
		a.tls = &tls.Config{MinVersion: tls.VersionTLS12, ServerName: cmp.Or(u.Hostname(), "localhost")}
	}
	number := ""
	if a.network == "tcp" {
		number = strings.Trim(u.Path, "/")
	}
	for key, values := range u.Query() {
		switch {
		case key == "db" && number == "":
			number = values[0]
		case key == "skip_verify" && a.tls != nil:
			a.tls.InsecureSkipVerify, err = strconv.ParseBool(values[0])
		default:
			err = fmt.Errorf("redis address: option %s is not known here", key)
		}
		if err != nil {
			return a, err
		}
	}
	if number != "" {
		if a.database, err = strconv.Atoi(number); err != nil || a.database < 0 {
			return a, fmt.Errorf("redis address: the database %q is no number", number)
		}
	}
	return a, nil
}

// dial connects, proves who we are and selects the database, all within limit.
// Later reads and writes take at most timeout unless the call says otherwise.
func (a redisAddress) dial(ctx context.Context, limit, timeout time.Duration) (redis.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	options := []redis.DialOption{
		redis.DialContextFunc(dialWithDeadline), redis.DialTLSHandshakeTimeout(limit),
		redis.DialReadTimeout(timeout), redis.DialWriteTimeout(timeout),
		redis.DialUsername(a.username), redis.DialPassword(a.password), redis.DialDatabase(a.database),
		redis.DialUseTLS(a.tls != nil),
	}
	if a.tls != nil {
		options = append(options, redis.DialTLSConfig(a.tls))
	}
	conn, err := redis.DialContext(ctx, a.network, a.address, options...)
	if err != nil {
		return nil, fmt.Errorf("connect to redis: %w", err)
	}
	return conn, nil
}

// dialWithDeadline connects. The deadline of ctx holds for what follows too,
// which is the TLS handshake; every command sets its own.
func dialWithDeadline(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := net.Dialer{KeepAlive: keepAlive}
	conn, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err //nolint:wrapcheck // dial says what we were doing
	}
	if deadline, set := ctx.Deadline(); set {
		if err := conn.SetDeadline(deadline); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
	}
	return conn, nil
}
