"""Errors about the business, the program and missing values (contract 14.2, first half)."""

from models.catalogue_words import Entry, Words

BUSINESS_AND_PROGRAM_ERRORS: dict[str, Entry] = {
    "BUSINESS_NOT_ACTIVE": Entry(
        ("business_id",),
        Words(
            "The business is closed or removed from search",
            "Check the listing or pick another business",
        ),
        Words(
            "Бізнес закрито або прибрано з пошуку",
            "Перевірте сторінку бізнесу або виберіть інший",
        ),
    ),
    "BUSINESS_AUTHORIZATION_FAILED": Entry(
        ("business_id",),
        Words(
            "Your account may not change this business",
            "Check the business id or ask for access to it",
        ),
        Words(
            "Ваш обліковий запис не може змінювати цей бізнес",
            "Перевірте ідентифікатор або попросіть доступ",
        ),
    ),
    "BUSINESS_RESTRICTED_FROM_ADVERTISING": Entry(
        ("business_id",),
        Words(
            "The vendor has blocked advertising for this location",
            "Only partner support can lift it",
        ),
        Words(
            "Постачальник заблокував рекламу для цього закладу",
            "Зняти блокування може лише служба підтримки партнерів",
        ),
    ),
    "PROGRAM_NOT_ACTIVE_CLOSED_BUSINESS": Entry(
        ("program_id",),
        Words(
            "The program stopped because the business closed",
            "If that is a mistake, contact partner support",
        ),
        Words(
            "Програму зупинено, бо бізнес закрився",
            "Якщо це помилка, зверніться до підтримки партнерів",
        ),
    ),
    "PROGRAM_NOT_ACTIVE_BUSINESS_REMOVED_FROM_SEARCH": Entry(
        ("program_id",),
        Words(
            (
                "The program stopped because the business was removed from search (duplicate or "
                "not eligible)"
            ),
            "Contact partner support",
        ),
        Words(
            "Програму зупинено, бо бізнес прибрано з пошуку (дублікат або не відповідає вимогам)",
            "Зверніться до підтримки партнерів",
        ),
    ),
    "PROGRAM_HAS_EXPIRED": Entry(
        ("program_id",),
        Words(
            "The program has already ended and cannot be changed",
            "Create or duplicate a program instead",
        ),
        Words(
            "Програма вже завершилася, змінити її не можна",
            "Створіть нову або зробіть копію",
        ),
    ),
    "COULD_NOT_MODIFY_PROGRAM": Entry(
        ("program_id",),
        Words(
            "The change was refused without a reason",
            "Change one thing at a time; if it repeats, contact support with the job number",
        ),
        Words(
            "У зміні відмовлено без пояснення",
            "Змінюйте по одному параметру; якщо повториться, надішліть номер завдання до підтримки",
        ),
    ),
    "COULD_NOT_ADD_PROGRAM": Entry(
        ("budget",),
        Words(
            (
                "The program could not be added; with a promo code usually the budget is too small "
                "for it"
            ),
            "Raise the budget or drop the code",
        ),
        Words(
            "Програму не вдалося додати; з промокодом зазвичай замалий бюджет",
            "Збільште бюджет або приберіть код",
        ),
    ),
    "INVALID_OR_MISSING_KEY": Entry(
        (),
        Words(
            "A required value is missing or wrong; its name is in the message",
            "Fill it in and resubmit",
        ),
        Words(
            "Бракує обов'язкового значення або воно хибне; його назва є в повідомленні",
            "Заповніть і надішліть знову",
        ),
    ),
}
