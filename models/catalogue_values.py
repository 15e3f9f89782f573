"""Errors about categories, conflicts, dates, money and promotions (contract 14.2, second half)."""

from models.catalogue_words import Entry, Words

VALUE_ERRORS: dict[str, Entry] = {
    "INVALID_LIST_INDEXES": Entry(
        ("ad_categories",),
        Words(
            "At least one item of the list is wrong",
            "See the item marked below",
        ),
        Words(
            "Принаймні один елемент списку хибний",
            "Дивіться позначений елемент нижче",
        ),
    ),
    "CATEGORY_ALIAS_NOT_RECOGNIZED": Entry(
        ("ad_categories",),
        Words(
            "This is not a category alias",
            "Use the short lower-case form, for example hvac, or choose from the list",
        ),
        Words(
            "Це не код категорії",
            "Використайте коротку форму малими літерами, наприклад hvac, або виберіть зі списку",
        ),
    ),
    "UNSUPPORTED_CATEGORIES": Entry(
        ("ad_categories",),
        Words(
            "The category may not advertise, or naming categories is refused for this business",
            "Try again with no category chosen; if still refused, the business cannot advertise",
        ),
        Words(
            "Рекламу в цій категорії заборонено або для цього бізнесу не можна вказувати категорії",
            "Спробуйте без категорій; якщо знову відмова, бізнес не може рекламуватися",
        ),
    ),
    "NO_CATEGORIES": Entry(
        ("business_id",),
        Words(
            "The business has no approved category yet",
            "Add one on the listing and wait for approval",
        ),
        Words(
            "Бізнес ще не має затвердженої категорії",
            "Додайте її на сторінці бізнесу й дочекайтеся схвалення",
        ),
    ),
    "PROGRAM_ALREADY_RUNNING_BY_ANOTHER_PROVIDER": Entry(
        ("business_id",),
        Words(
            "The client already buys this product elsewhere",
            "It must be ended there first",
        ),
        Words(
            "Клієнт уже купує цей продукт деінде",
            "Спочатку його треба завершити там",
        ),
    ),
    "PROGRAM_ALREADY_REQUESTED": Entry(
        ("program_name",),
        Words(
            "The same request is already in progress or done",
            "Do not send it again; check the job list",
        ),
        Words(
            "Такий самий запит уже виконується або виконаний",
            "Не надсилайте вдруге; перевірте список завдань",
        ),
    ),
    "CONFLICTS_WITH_ANOTHER_ACTIVE_PROGRAM": Entry(
        ("start",),
        Words(
            "It overlaps a running or just-ended program",
            "Start after that one ends, or edit it instead",
        ),
        Words(
            "Перетинається з чинною або щойно завершеною програмою",
            "Почніть після її завершення або змініть її",
        ),
    ),
    "CANNOT_ADD_PROGRAM_IN_PAST": Entry(
        ("start",),
        Words(
            "The start date is in the past (Pacific time)",
            "Choose today or later",
        ),
        Words(
            "Дата початку в минулому (за тихоокеанським часом)",
            "Виберіть сьогодні або пізніше",
        ),
    ),
    "CANNOT_DECREASE_BUDGET_BELOW_AMOUNT_ALREADY_SPENT": Entry(
        ("budget",),
        Words(
            "More than that was already spent this period",
            "Enter at least the spent amount, or schedule the cut",
        ),
        Words(
            "У цьому періоді вже витрачено більше",
            "Вкажіть не менше витраченого або заплануйте зменшення на пізніше",
        ),
    ),
    "INVALID_PRICE": Entry(
        ("budget", "max_bid"),
        Words(
            "An amount is not a whole number of cents",
            "Enter a plain amount such as 250.00",
        ),
        Words(
            "Сума не є цілим числом центів",
            "Введіть звичайну суму, наприклад 250.00",
        ),
    ),
    "BID_TOO_HIGH_FOR_BUDGET": Entry(
        ("max_bid",),
        Words(
            "One click could cost more than the remaining budget",
            "Raise the budget or lower the bid",
        ),
        Words(
            "Один клік може коштувати більше за залишок бюджету",
            "Збільште бюджет або зменште ставку",
        ),
    ),
    "CURRENCY_MISMATCH": Entry(
        ("currency",),
        Words(
            "The currency cannot change",
            "Use the currency of the existing program",
        ),
        Words(
            "Валюту не можна змінити",
            "Використайте валюту наявної програми",
        ),
    ),
    "FEE_PERIOD_TYPE_NOT_SUPPORTED_ERROR": Entry(
        ("fee_period",),
        Words(
            "Your account does not allow choosing the fee period",
            "Leave it empty",
        ),
        Words(
            "Ваш обліковий запис не дозволяє вибирати період оплати",
            "Залиште поле порожнім",
        ),
    ),
    "PROMOTION_UNAVAILABLE": Entry(
        ("promotion_code",),
        Words(
            "The promo code is wrong, or the business advertised in the last six months",
            "Correct or remove the code",
        ),
        Words(
            "Промокод хибний, або бізнес рекламувався протягом останніх шести місяців",
            "Виправте чи приберіть код",
        ),
    ),
    "CAMPAIGN_BUDGET_VIOLATES_PROMO_RESTRICTIONS": Entry(
        ("budget",),
        Words(
            "The budget does not fit the promo's rules",
            "Adjust the budget or remove the code",
        ),
        Words(
            "Бюджет не відповідає умовам акції",
            "Змініть бюджет або приберіть код",
        ),
    ),
    "PARENT_WAS_REJECTED": Entry(
        (),
        Words(
            "Refused only because something else failed",
            "Look at the main error",
        ),
        Words(
            "Відхилено лише через іншу помилку",
            "Дивіться головну помилку",
        ),
    ),
    "INVALID_PROGRAM_ID": Entry(
        ("program_id",),
        Words(
            "This program no longer exists upstream",
            "Refresh the list",
        ),
        Words(
            "Цієї програми у постачальника вже немає",
            "Оновіть список",
        ),
    ),
}
