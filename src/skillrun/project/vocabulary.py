"""What common words mean: those of every request, which name nothing, and Russian ones in English code."""

from functools import cache

# These are said of any project: alone and in plain words they name no model and no app.
OF_EVERY_REQUEST = frozenset(
    """
    access action add admin aggregate all annotation api app apps application async auth authentication
    authorization base basic block bug cache change check choice class code command common config
    configuration constraint core count create data database date datum decimal default delete dependency
    detail django docker docstring endpoint entry error exception field file filter fix form format function
    get header id import index info input instance integer item key layer limit line link list log logic
    main make manager media mention meta method middleware migration mixin mode model module move name new
    number object option order_by output package page pagination parameter patch path permission post
    project property put query read record relation remove rename request response rest result route router
    rule run schema script search selector serializer service set setting signal site sort source static
    status step string system table task_queue template test text throttle time timestamp tool type unit
    update url use utc util validation validator value version view viewset web worker write
    """.split()  # noqa: SIM905 - a list of this length reads better as a text
)
RUSSIAN_OF_EVERY_REQUEST = frozenset(
    {
        "верс",
        "дат",
        "действ",
        "ключ",
        "номер",
        "пол",
        "спис",
        "списк",
        "страниц",
        "файл",
        "элемент",
        "язык",
    }
)
OF_APPS = frozenset({"app", "application", "приложен", "приложенк", "модул"})
OF_ENDPOINTS = frozenset(
    {
        "endpoint",
        "handler",
        "page",
        "route",
        "url",
        "view",
        "маршрут",
        "представлен",
        "ручк",
        "страниц",
        "эндпоинт",
    }
)

# A Russian word as a request has it, and what code calls it.
_MEANINGS = """
автор author; адрес address; аккаунт account; акция promotion sale; альбом album; анкета questionnaire;
аренда rental lease; баланс balance; банк bank; билет ticket; блог blog; бренд brand; бронирование booking reservation;
бронь booking reservation; бюджет budget; валюта currency; вакансия vacancy job; варианты variant; версия version;
видео video; возврат refund return; вопрос question; врач doctor; встреча meeting; выплата payout; вложение attachment;
город city; группа group; дата date; действие action; диалог dialog conversation; договор contract agreement;
доклад talk; документ document; долг debt; дом house; доставка delivery shipping shipment; доход income revenue;
друг friend; жалоба complaint report; журнал log journal; задание task assignment; задача task; закладка bookmark;
заказ order; заметка note; запись entry record post appointment; заявка application ticket lead; избранное favorite favourite;
изображение image; ингредиент ingredient; инвентарь inventory; история history story; кабинет cabinet; канал channel; каталог catalog catalogue;
категория category; квартира apartment flat; клиент client customer; ключ key; книга book; команда team; комментарий comment;
комната room; компания company; контакт contact; корзина cart basket; кошелёк wallet; купон coupon; курс course;
лайк like; лекция lecture; лид lead; магазин shop store; материал material; место place seat location; меню menu;
метка label tag; навык skill; накладная invoice waybill; налог tax; настройка setting preference; новость news;
номер number; оборудование equipment; образование education; объявление ad advert announcement listing; оплата payment;
опрос survey poll; организация organization organisation; остаток stock balance; отдел department; отель hotel;
отзыв review feedback; отправление shipment; отпуск vacation leave; отчёт report; оценка rating grade mark; очередь queue;
пакет package; партнёр partner; пароль password; пациент patient; письмо email mail letter; платёж payment; подарок gift;
подписка subscription; подписчик subscriber follower; позиция position item line; покупатель customer buyer; покупка purchase;
поле field; пользователь user; помощь help; пост post; поставка supply delivery; поставщик supplier vendor; посылка parcel;
посещение visit attendance; предложение offer proposal; предмет subject item; преподаватель teacher; приглашение invitation invite;
приём appointment reception; проверка check; продавец seller vendor; продажа sale; продукт product; проект project; производитель manufacturer;
профиль profile; публикация publication post; работник worker employee; расписание schedule timetable; расход expense;
регион region; рейс flight; рейтинг rating; рецепт recipe; роль role; сделка deal; сервер server; сессия session;
скидка discount; склад warehouse stock; слот slot; событие event; сообщение message; сотрудник employee; списание charge;
список list; справочник directory; ставка bid rate; статистика statistic stat; статус status; статья article post;
страна country; страница page; студент student; счёт invoice bill account; тариф tariff plan rate; тег tag; тема topic theme;
техника equipment; товар product good item goods; транзакция transaction; транспорт transport vehicle; турнир tournament;
уведомление notification; улица street; упражнение exercise; урок lesson; услуга service; устройство device; участник member participant;
ученик pupil student; учитель teacher; файл file; фильм movie film; фото photo; фотография photo; цена price; чат chat; чек receipt;
читатель reader; экзамен exam; элемент item element; этап stage step; язык language; ядро core
"""


@cache
def meanings() -> dict[str, frozenset[str]]:
    """English words by the stem of the Russian one."""
    found: dict[str, frozenset[str]] = {}
    for entry in _MEANINGS.replace("\n", " ").split(";"):
        russian, *english = entry.split()
        stem = stem_of(russian)
        found[stem] = found.get(stem, frozenset()) | frozenset(english)
    return found


def stem_of(word: str) -> str:
    """The stem of a Russian word, the same for all its forms."""
    # The package imports the stemmers of all languages: only a Russian word is worth the time.
    import snowballstemmer  # type: ignore[import-untyped]

    stemmed: str = snowballstemmer.stemmer("russian").stemWord(word.lower().replace("ё", "е"))
    return stemmed
