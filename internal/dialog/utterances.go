package dialog

// Everything the assistant can say. Each id has words in replies/es; start-up
// fails when one is missing, or when words exist for an id that is not here.
const (
	// First contact and names.
	SayIntroduce     UtteranceID = "introduce"
	SayPrivacyNotice UtteranceID = "privacy_notice"
	SayNameCheck     UtteranceID = "name_check"
	SayNameAsk       UtteranceID = "name_ask"
	SayNameAskAgain  UtteranceID = "name_ask_again"
	SayNameSettled   UtteranceID = "name_settled"
	SayNameChanged   UtteranceID = "name_changed"
	SayGreetKnown    UtteranceID = "greet_known"
	SayGreetBack     UtteranceID = "greet_back"
	SayHowHelp       UtteranceID = "how_help"

	// Services.
	SayServiceAsk      UtteranceID = "service_ask"
	SayServiceAskAgain UtteranceID = "service_ask_again"
	SayServicePick     UtteranceID = "service_pick"
	SaySplitOffer      UtteranceID = "split_offer"
	SaySplitWhich      UtteranceID = "split_which"
	SaySplitNext       UtteranceID = "split_next"
	SayPackOffer       UtteranceID = "pack_offer"

	// Stylists.
	SayStylistAsk     UtteranceID = "stylist_ask"
	SayStylistWho     UtteranceID = "stylist_who"
	SayStylistUnknown UtteranceID = "stylist_unknown"
	SayStylistCannot  UtteranceID = "stylist_cannot"

	// Days.
	SayDateAsk       UtteranceID = "date_ask"
	SayDateAskOther  UtteranceID = "date_ask_other"
	SayDateAskWeek   UtteranceID = "date_ask_week"
	SayDateWhich     UtteranceID = "date_which"
	SayDateMismatch  UtteranceID = "date_mismatch"
	SayDatePast      UtteranceID = "date_past"
	SayDateTooFar    UtteranceID = "date_too_far"
	SayDayClosed     UtteranceID = "day_closed"
	SayDayFull       UtteranceID = "day_full"
	SayDoesNotFit    UtteranceID = "does_not_fit"
	SayRangeFull     UtteranceID = "range_full"
	SayPartEmpty     UtteranceID = "part_empty"
	SayHourTaken     UtteranceID = "hour_taken"
	SayHourClosed    UtteranceID = "hour_closed"
	SayHourTooSoon   UtteranceID = "hour_too_soon"
	SayStylistNotDay UtteranceID = "stylist_not_that_day"
	SayNotFitAnyMore UtteranceID = "does_not_fit_any_more"
	SayNoMoreThatDay UtteranceID = "no_more_that_day"
	SayNoRoom        UtteranceID = "no_room"

	// Somebody else, and groups.
	SayGuestName       UtteranceID = "guest_name"
	SayGuestNameAgain  UtteranceID = "guest_name_again"
	SaySelfName        UtteranceID = "self_name"
	SayServiceAskFor   UtteranceID = "service_ask_for"
	SayServiceAskGroup UtteranceID = "service_ask_group"
	SayPersonMap       UtteranceID = "person_map"
	SayPersonOnly      UtteranceID = "person_only"
	SayGroupOffers     UtteranceID = "group_offers"
	SayGroupSingle     UtteranceID = "group_single"
	SayGroupNoRoom     UtteranceID = "group_no_room"

	// The usual.
	SayUsualConfirm UtteranceID = "usual_confirm"
	SayUsualNone    UtteranceID = "usual_none"
	SayUsualGone    UtteranceID = "usual_gone"

	// Undecided, and the waitlist.
	SayConsultOffer UtteranceID = "consult_offer"
	SayPickTotals   UtteranceID = "pick_totals"
	SayWaiting      UtteranceID = "waiting"
	SayWaitOffer    UtteranceID = "wait_offer"
	SayWaitHint     UtteranceID = "wait_hint"

	// What cannot be answered or given here.
	SayPersonOffer  UtteranceID = "person_offer"
	SayUnknownPlain UtteranceID = "unknown_plain"
	SayNotOffered   UtteranceID = "not_offered"
	SayNoDiscount   UtteranceID = "no_discount"
	SayNoPersonal   UtteranceID = "no_personal"
	SayDepositWhy   UtteranceID = "deposit_why"
	SayDepositAgain UtteranceID = "deposit_again"
	SayRecurring    UtteranceID = "recurring"
	SayNoHurry      UtteranceID = "no_hurry"
	SaySorryAgain   UtteranceID = "sorry_again"
	SaySorryNoWay   UtteranceID = "sorry_no_way"

	// Offers.
	SayOffers        UtteranceID = "offers"
	SayOfferSingle   UtteranceID = "offer_single"
	SayOffersAgain   UtteranceID = "offers_again"
	SayOfferMismatch UtteranceID = "offer_mismatch"
	SayOnlySoMany    UtteranceID = "only_so_many"
	SayOfferOld      UtteranceID = "offer_old"
	SaySlotGone      UtteranceID = "slot_gone"

	// Surname.
	SaySurnameAsk      UtteranceID = "surname_ask"
	SaySurnameAskAgain UtteranceID = "surname_ask_again"
	SaySurnameStill    UtteranceID = "surname_still"
	SaySurnameWhy      UtteranceID = "surname_why"
	SayFullNameAsk     UtteranceID = "full_name_ask"

	// Hold and payment.
	SayLink         UtteranceID = "link"
	SayLinkNew      UtteranceID = "link_new"
	SayConfirmed    UtteranceID = "confirmed"
	SayRebooked     UtteranceID = "rebooked"
	SayRefunding    UtteranceID = "refunding"
	SayLimitReached UtteranceID = "limit_reached"
	SayPayWarning   UtteranceID = "pay_warning"
	SayHoldExpired  UtteranceID = "hold_expired"
	SayPayNotYet    UtteranceID = "pay_not_yet"
	SayPayReceived  UtteranceID = "pay_received"
	SayPayNothing   UtteranceID = "pay_nothing"
	SayPayOver      UtteranceID = "pay_over"
	SayStillHeld    UtteranceID = "still_held"
	SayReleaseAsk   UtteranceID = "release_ask"
	SayReleased     UtteranceID = "released"

	// Leaving and coming back.
	SayDraftDropped    UtteranceID = "draft_dropped"
	SayNothingToCancel UtteranceID = "nothing_to_cancel"
	SayResumeRecap     UtteranceID = "resume_recap"
	SayResumeAsk       UtteranceID = "resume_ask"
	SayDraftGone       UtteranceID = "draft_gone"

	// Questions.
	SayPrice          UtteranceID = "price"
	SayPriceWhich     UtteranceID = "price_which"
	SayBookOffer      UtteranceID = "book_offer"
	SayServices       UtteranceID = "services"
	SayStylists       UtteranceID = "stylists"
	SayStylistWeek    UtteranceID = "stylist_week"
	SayManyQuestions  UtteranceID = "many_questions"
	SayFAQ            UtteranceID = "faq"
	SayOpenOn         UtteranceID = "open_on"
	SayAppointments   UtteranceID = "appointments"
	SayNoAppointments UtteranceID = "no_appointments"
	SayUnknownAnswer  UtteranceID = "unknown_answer"

	// Small talk and things that are not words.
	SayWelcome      UtteranceID = "welcome"
	SayGoodbye      UtteranceID = "goodbye"
	SayShortClose   UtteranceID = "short_close"
	SaySmallTalk    UtteranceID = "small_talk"
	SayInsult       UtteranceID = "insult"
	SayInsultAgain  UtteranceID = "insult_again"
	SayInjection    UtteranceID = "injection"
	SayRobot        UtteranceID = "robot"
	SayForeign      UtteranceID = "foreign"
	SayVoice        UtteranceID = "voice"
	SayVoiceAgain   UtteranceID = "voice_again"
	SayPhoto        UtteranceID = "photo"
	SayPhotoJudge   UtteranceID = "photo_judge"
	SayLocation     UtteranceID = "location"
	SaySticker      UtteranceID = "sticker"
	SayTooManyTexts UtteranceID = "too_many_texts"
	SayUnclear      UtteranceID = "unclear"
	SayUnclearAsk   UtteranceID = "unclear_ask"
	SayUnclearAgain UtteranceID = "unclear_again"

	// A person takes over.
	SayHandOffMedical   UtteranceID = "hand_off_medical"
	SayHandOffPayment   UtteranceID = "hand_off_payment"
	SayHandOffComplaint UtteranceID = "hand_off_complaint"
	SayHandOffManual    UtteranceID = "hand_off_manual"
	SayHandOffPrivacy   UtteranceID = "hand_off_privacy"
	SayHandOffGroup     UtteranceID = "hand_off_group"
	SayHandOffAmbiguity UtteranceID = "hand_off_ambiguity"
	SayHandOffTechnical UtteranceID = "hand_off_technical"
	SayHandOffTask      UtteranceID = "hand_off_task"
	SayHandBack         UtteranceID = "hand_back"
	SayOpening          UtteranceID = "opening"
)

// Line describes an utterance: whether it asks, and the type of its data.
type Line struct {
	ID   UtteranceID
	Asks bool
	Data any // zero value; nil: no data
}

// Lines lists everything the assistant can say.
func Lines() []Line {
	lines := make([]Line, 0, 128)
	for _, group := range [][]Line{nameLines(), serviceLines(), othersLines(), refuseLines(), dayLines(), offerLines(), payLines(), answerLines(), changeLines(), chatLines(), handOffLines()} {
		lines = append(lines, group...)
	}
	for _, s := range scenarios() {
		lines = append(lines, s.Lines...)
	}
	return lines
}

func nameLines() []Line {
	return []Line{
		{SayIntroduce, false, IntroduceData{}},
		{SayPrivacyNotice, false, PrivacyData{}},
		{SayNameCheck, true, NameData{}},
		{SayNameAsk, true, nil},
		{SayNameAskAgain, true, nil},
		{SayNameSettled, false, NameData{}},
		{SayNameChanged, false, NameData{}},
		{SayGreetKnown, false, NameData{}},
		{SayGreetBack, false, NameData{}},
		{SayHowHelp, true, nil},
		{SaySurnameAsk, true, NameData{}},
		{SaySurnameAskAgain, true, NameData{}},
		{SaySurnameStill, true, NameData{}},
		{SaySurnameWhy, false, nil},
		{SayFullNameAsk, true, NameData{}},
	}
}

func serviceLines() []Line {
	return []Line{
		{SayServiceAsk, true, nil},
		{SayServiceAskAgain, true, GroupsData{}},
		{SayServicePick, true, ServicesData{}},
		{SaySplitOffer, true, SplitData{}},
		{SaySplitWhich, true, SplitData{}},
		{SaySplitNext, false, NamesData{}},
		{SayPackOffer, true, PackData{}},
		{SayStylistAsk, true, StylistsData{}},
		{SayStylistWho, true, StylistsData{}},
		{SayStylistUnknown, true, StylistsData{}},
		{SayStylistCannot, true, StylistsData{}},
	}
}

func othersLines() []Line {
	return []Line{
		{SayGuestName, true, GuestData{}},
		{SayGuestNameAgain, true, GuestData{}},
		{SaySelfName, true, nil},
		{SayUsualConfirm, true, UsualData{}},
		{SayUsualNone, false, UsualData{}},
		{SayUsualGone, false, UsualData{}},
		{SayServiceAskFor, true, nil},
		{SayServiceAskGroup, true, nil},
		{SayPersonMap, true, PersonMapData{}},
		{SayPersonOnly, true, nil},
		{SayGroupOffers, true, GroupOfferData{}},
		{SayGroupSingle, true, GroupOfferData{}},
		{SayGroupNoRoom, false, GroupDayData{}},
	}
}

func refuseLines() []Line {
	return []Line{
		{SayConsultOffer, true, ConsultData{}},
		{SayPickTotals, true, ServicesData{}},
		{SayWaiting, false, WaitData{}},
		{SayWaitOffer, true, nil},
		{SayWaitHint, false, nil},
		{SayPersonOffer, true, nil},
		{SayUnknownPlain, false, nil},
		{SayNotOffered, false, GroupsData{}},
		{SayNoDiscount, false, DiscountData{}},
		{SayNoPersonal, false, nil},
		{SayDepositWhy, false, DepositData{}},
		{SayDepositAgain, false, nil},
		{SayRecurring, false, nil},
		{SayNoHurry, false, nil},
		{SaySorryAgain, false, nil},
		{SaySorryNoWay, false, nil},
	}
}

func dayLines() []Line {
	return []Line{
		{SayDateAsk, true, NamesData{}},
		{SayDateAskOther, true, nil},
		{SayDateAskWeek, true, nil},
		{SayDateWhich, true, DaysData{}},
		{SayDateMismatch, true, DaysData{}},
		{SayDatePast, true, DayData{}},
		{SayDateTooFar, true, DayData{}},
		{SayDayClosed, false, DayData{}},
		{SayDayFull, false, DayData{}},
		{SayDoesNotFit, false, DayData{}},
		{SayRangeFull, false, nil},
		{SayPartEmpty, false, DayData{}},
		{SayHourTaken, false, DayData{}},
		{SayHourClosed, false, DayData{}},
		{SayHourTooSoon, false, DayData{}},
		{SayStylistNotDay, false, DayData{}},
		{SayNotFitAnyMore, false, DayData{}},
		{SayNoMoreThatDay, false, nil},
		{SayNoRoom, true, nil},
	}
}

func offerLines() []Line {
	return []Line{
		{SayOffers, true, OfferData{}},
		{SayOfferSingle, true, OfferData{}},
		{SayOffersAgain, true, OfferData{}},
		{SayOfferMismatch, false, SlotFact{}},
		{SayOnlySoMany, false, CountData{}},
		{SayOfferOld, false, nil},
		{SaySlotGone, false, SlotFact{}},
	}
}

func payLines() []Line {
	return []Line{
		{SayLink, false, BookingData{}},
		{SayLinkNew, false, LinkData{}},
		{SayConfirmed, false, BookingData{}},
		{SayRebooked, false, nil},
		{SayRefunding, false, RefundData{}},
		{SayLimitReached, false, AppointmentsData{}},
		{SayPayWarning, false, LinkData{}},
		{SayHoldExpired, true, ExpiredData{}},
		{SayPayNotYet, false, LinkData{}},
		{SayPayReceived, false, BookingData{}},
		{SayPayNothing, false, nil},
		{SayPayOver, true, nil},
		{SayStillHeld, false, LinkData{}},
		{SayReleaseAsk, true, nil},
		{SayReleased, false, nil},
		{SayDraftDropped, false, nil},
		{SayNothingToCancel, false, nil},
		{SayResumeRecap, false, RecapData{}},
		{SayResumeAsk, true, nil},
		{SayDraftGone, true, nil},
	}
}

func answerLines() []Line {
	return []Line{
		{SayPrice, false, ServicesData{}},
		{SayPriceWhich, true, nil},
		{SayBookOffer, true, CountData{}},
		{SayServices, false, GroupsData{}},
		{SayStylists, false, TeamData{}},
		{SayStylistWeek, false, StylistWeekData{}},
		{SayManyQuestions, false, nil},
		{SayFAQ, false, FAQData{}},
		{SayOpenOn, false, OpenData{}},
		{SayAppointments, false, AppointmentsData{}},
		{SayNoAppointments, false, nil},
		{SayUnknownAnswer, false, nil},
	}
}

func chatLines() []Line {
	return []Line{
		{SayWelcome, false, nil},
		{SayGoodbye, false, nil},
		{SayShortClose, false, nil},
		{SaySmallTalk, false, nil},
		{SayInsult, false, nil},
		{SayInsultAgain, false, nil},
		{SayInjection, false, nil},
		{SayRobot, false, IntroduceData{}},
		{SayForeign, false, nil},
		{SayVoice, false, nil},
		{SayVoiceAgain, false, nil},
		{SayPhoto, false, nil},
		{SayPhotoJudge, false, nil},
		{SayLocation, false, PlaceData{}},
		{SaySticker, false, nil},
		{SayTooManyTexts, false, nil},
		{SayUnclear, false, nil},
		{SayUnclearAsk, true, nil},
		{SayUnclearAgain, false, nil},
	}
}

func handOffLines() []Line {
	return []Line{
		{SayHandOffMedical, false, nil},
		{SayHandOffPayment, false, nil},
		{SayHandOffComplaint, false, nil},
		{SayHandOffManual, false, nil},
		{SayHandOffPrivacy, false, nil},
		{SayHandOffGroup, false, nil},
		{SayHandOffAmbiguity, false, nil},
		{SayHandOffTechnical, false, nil},
		{SayHandOffTask, false, nil},
		{SayHandBack, true, NameData{}},
		{SayOpening, false, NameData{}},
	}
}
