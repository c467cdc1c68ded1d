package store

import (
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"

	"atrevete/internal/salon"
)

// registerTypes teaches a connection our types: salon.ID is a uuid and the
// empty ID is NULL, salon.Date is a date and the zero Date is NULL, instants are
// read in UTC.
func registerTypes(m *pgtype.Map) {
	m.TryWrapEncodePlanFuncs = append([]pgtype.TryWrapEncodePlanFunc{wrapEncode}, m.TryWrapEncodePlanFuncs...)
	m.TryWrapScanPlanFuncs = append([]pgtype.TryWrapScanPlanFunc{wrapScan}, m.TryWrapScanPlanFuncs...)
	m.RegisterType(&pgtype.Type{
		Name: "timestamptz", OID: pgtype.TimestamptzOID,
		Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
	})
}

// orNull stores the zero instant as NULL.
func orNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// instant reads a nullable instant; NULL becomes the zero time.
type instant struct{ to *time.Time }

// ScanTimestamptz takes what the database holds.
func (i instant) ScanTimestamptz(v pgtype.Timestamptz) error {
	*i.to = time.Time{}
	if v.Valid {
		*i.to = v.Time
	}
	return nil
}

// idValue is a salon.ID as pgx encodes and scans it.
type idValue salon.ID

// UUIDValue gives the id to a uuid column.
func (v idValue) UUIDValue() (pgtype.UUID, error) {
	if v == "" {
		return pgtype.UUID{}, nil
	}
	parsed, err := uuid.Parse(string(v))
	if err != nil {
		return pgtype.UUID{}, fmt.Errorf("id %q is not a uuid: %w", string(v), err)
	}
	return pgtype.UUID{Bytes: parsed, Valid: true}, nil
}

// ScanUUID takes the id of a uuid column.
func (v *idValue) ScanUUID(u pgtype.UUID) error {
	if !u.Valid {
		*v = ""
		return nil
	}
	*v = idValue(uuid.UUID(u.Bytes).String())
	return nil
}

// dateValue is a salon.Date as pgx encodes and scans it.
type dateValue salon.Date

// DateValue gives the day to a date column.
func (v dateValue) DateValue() (pgtype.Date, error) {
	if salon.Date(v).IsZero() {
		return pgtype.Date{}, nil
	}
	return pgtype.Date{Time: time.Date(v.Year, v.Month, v.Day, 0, 0, 0, 0, time.UTC), Valid: true}, nil
}

// ScanDate takes the day of a date column.
func (v *dateValue) ScanDate(d pgtype.Date) error {
	if !d.Valid {
		*v = dateValue{}
		return nil
	}
	*v = dateValue(salon.DateOf(d.Time))
	return nil
}

// wrapEncode is pgx's hook for parameters.
func wrapEncode(value any) (pgtype.WrappedEncodePlanNextSetter, any, bool) {
	switch v := value.(type) {
	case salon.ID:
		return &encodePlan{convert: func(x any) any { return idValue(x.(salon.ID)) }}, idValue(v), true
	case salon.Date:
		return &encodePlan{convert: func(x any) any { return dateValue(x.(salon.Date)) }}, dateValue(v), true
	}
	return nil, nil, false
}

// wrapScan is pgx's hook for targets.
func wrapScan(target any) (pgtype.WrappedScanPlanNextSetter, any, bool) {
	switch t := target.(type) {
	case *salon.ID:
		return &scanPlan{convert: func(x any) any { return (*idValue)(x.(*salon.ID)) }}, (*idValue)(t), true
	case *salon.Date:
		return &scanPlan{convert: func(x any) any { return (*dateValue)(x.(*salon.Date)) }}, (*dateValue)(t), true
	}
	return nil, nil, false
}

// encodePlan converts a value and hands it to the plan pgx found for the result.
type encodePlan struct {
	convert func(any) any
	next    pgtype.EncodePlan
}

// SetNext is called by pgx.
func (p *encodePlan) SetNext(next pgtype.EncodePlan) { p.next = next }

// Encode appends the converted value.
func (p *encodePlan) Encode(value any, buf []byte) ([]byte, error) {
	return p.next.Encode(p.convert(value), buf)
}

// scanPlan converts a target and hands it to the plan pgx found for the result.
type scanPlan struct {
	convert func(any) any
	next    pgtype.ScanPlan
}

// SetNext is called by pgx.
func (p *scanPlan) SetNext(next pgtype.ScanPlan) { p.next = next }

// Scan reads into the converted target.
func (p *scanPlan) Scan(src []byte, target any) error { return p.next.Scan(src, p.convert(target)) }

// uuidOrEmpty is an id that came from outside, or empty when it cannot be one of ours.
func uuidOrEmpty(id salon.ID) salon.ID {
	if uuid.Validate(string(id)) != nil {
		return ""
	}
	return id
}
