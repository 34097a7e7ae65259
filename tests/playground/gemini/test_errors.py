"""Google's envelope."""

from bot.playground.gemini import errors


def test_the_envelope_has_code_message_status_and_details_where_there_are_any() -> None:
    """An error without details has no such key."""
    assert errors.invalid("No.").body() == {"error": {"code": 400, "message": "No.", "status": "INVALID_ARGUMENT"}}
    details = errors.invalid("No.", "contents").body()["error"]["details"]
    assert details[0]["fieldViolations"] == [{"field": "contents", "description": "No."}]


def test_a_wrong_key_is_told_by_its_reason() -> None:
    """Google answers 400 with the reason API_KEY_INVALID, and 403 where there is no key."""
    wrong = errors.key_invalid()
    assert (wrong.code, wrong.details[0]["reason"]) == (400, "API_KEY_INVALID")
    assert (errors.key_missing().code, errors.key_missing().status) == (403, "PERMISSION_DENIED")


def test_models_that_are_gone_and_models_that_never_were_are_both_not_found() -> None:
    """Unknown and retired differ in their words alone."""
    unknown, retired = errors.model_unknown("x"), errors.model_retired("x")
    assert (unknown.code, unknown.status) == (retired.code, retired.status) == (404, "NOT_FOUND")
    assert "models/x is not found for API version v1beta" in unknown.message
    assert "no longer available" in retired.message


def test_sizes_and_pictures_have_their_own_sentences() -> None:
    """A request that is too large and a picture that can't be read are told apart."""
    assert (errors.too_large(10).code, errors.too_large(10).message) == (
        413,
        "Request payload size exceeds the limit: 10 bytes.",
    )
    assert errors.picture_unreadable().message.startswith("Unable to process input image.")
