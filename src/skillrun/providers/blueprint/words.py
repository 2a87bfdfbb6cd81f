"""The words of the request language, English and Russian."""

from skillrun.providers.blueprint.spec import Kind


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


VERBS = _set(
    "extend create make add like start begin build generate new init initialize initialise scaffold need want "
    "bootstrap write develop implement set introduce give создай создайте создать добавь добавьте добавить "
    "сделай сделайте сделать начни начните начать сгенерируй сгенерировать напиши напишите написать новый "
    "новое нужен нужно нужна нужны необходимо необходим требуется хочу хотим разработай разработать реализуй реализовать построй"
)
FILLERS = _set(
    "please a an the new me i we us you to django drf rest restful api empty fresh another one two three several my our "
    "simple small basic up it should must there also following пожалуйста мне нам меня новый новое новую нового новые ещё "
    "еще одно один одну два две три несколько пустой простой простое джанго также следующие следующими мой моё"
)
COURTESY = _set(
    "please thanks thank you hi hello hey there can could would will you i i'd i’d we we'd let's let’s us to "
    "пожалуйста спасибо привет здравствуйте можешь можете давай"
)
PROJECT = _set(
    "project django-project django-проект site website backend проект проекта проекте проектом сайт бэкенд"
)
APP = _set(
    "app application apps applications module modules приложение приложения приложением приложений "
    "приложениями аппликацию модуль модули модулем модулями"
)
GIVEN = _set(
    "tests test migrations migration admin serializers views urls endpoints api crud rest services selectors "
    "docker docker-compose compose postgresql postgres redis nginx drf openapi swagger pytest ruff gunicorn uvicorn "
    "тесты тестами миграции миграциями админка админку админкой сериализаторы представления"
)
APPS = _set("apps applications modules приложения приложениями приложений модули модулями")
MODEL = _set(
    "model models entity entities модель модели моделью моделями моделей сущность сущности сущностями"
)
FIELD = _set("field fields column columns поле поля полями полем полей колонку столбец")
NAMED = _set("called named name for названием именем имени называется для названный")
NAMED_LEADS = _set("под с по with by")
NEVER_NAMES = _set("without using via but not no except без не через кроме используя на")
PURPOSE = _set("for для")
PURPOSES = _set(
    "tracking managing management keeping handling storing a an the of my our учёта учета управления ведения "
    "хранения работы обработки с"
)
PURPOSE_VERBS = _set("manage manages track tracks handle handles store stores keep keeps")
WITH = _set(
    "that which with having containing contains has have including includes include с со содержит содержащее содержащий включая where где который которая которое которые"
)
AND = _set("and и а также then plus")
INTO = _set("to in into for inside в во для")
OF_WORK = _set("the this my our current existing этот текущий мой наш существующий")
OF_MODEL = _set("of on у к")
LINK = _set(
    "link linked links relation related relationship reference fk foreignkey связью связь ссылкой ссылку связанное"
)
LINK_TO = _set("to on with на с со к")
TOGETHER_LEADS = _set("together вместе by по")
TOGETHER = _set("unique_together uniquetogether")

KINDS = {kind.value: kind for kind in Kind} | {
    "string": Kind.STR,
    "char": Kind.STR,
    "chars": Kind.STR,
    "varchar": Kind.STR,
    "phone": Kind.STR,
    "строка": Kind.STR,
    "строковое": Kind.STR,
    "longtext": Kind.TEXT,
    "textarea": Kind.TEXT,
    "текст": Kind.TEXT,
    "текстовое": Kind.TEXT,
    "integer": Kind.INT,
    "number": Kind.INT,
    "smallint": Kind.INT,
    "целое": Kind.INT,
    "число": Kind.INT,
    "biginteger": Kind.BIGINT,
    "long": Kind.BIGINT,
    "boolean": Kind.BOOL,
    "flag": Kind.BOOL,
    "булево": Kind.BOOL,
    "логическое": Kind.BOOL,
    "флаг": Kind.BOOL,
    "money": Kind.DECIMAL,
    "currency": Kind.DECIMAL,
    "numeric": Kind.DECIMAL,
    "деньги": Kind.DECIMAL,
    "десятичное": Kind.DECIMAL,
    "дробное": Kind.DECIMAL,
    "double": Kind.FLOAT,
    "real": Kind.FLOAT,
    "дата": Kind.DATE,
    "датавремя": Kind.DATETIME,
    "timedelta": Kind.DURATION,
    "interval": Kind.DURATION,
    "timestamp": Kind.DATETIME,
    "время": Kind.TIME,
    "link": Kind.URL,
    "ссылка": Kind.URL,
    "почта": Kind.EMAIL,
    "guid": Kind.UUID,
    "jsonb": Kind.JSON,
    "dict": Kind.JSON,
    "foreignkey": Kind.FK,
    "many-to-one": Kind.FK,
    "onetoone": Kind.O2O,
    "one-to-one": Kind.O2O,
    "manytomany": Kind.M2M,
    "many-to-many": Kind.M2M,
    "choice": Kind.CHOICES,
    "enum": Kind.CHOICES,
    "выбор": Kind.CHOICES,
}
# Types of more than one word.
PHRASES = {
    ("foreign", "key"): Kind.FK,
    ("внешний", "ключ"): Kind.FK,
    ("one", "to", "one"): Kind.O2O,
    ("один", "к", "одному"): Kind.O2O,
    ("many", "to", "many"): Kind.M2M,
    ("многие", "ко", "многим"): Kind.M2M,
    ("date", "and", "time"): Kind.DATETIME,
    ("дата", "и", "время"): Kind.DATETIME,
    ("one", "of"): Kind.CHOICES,
    ("один", "из"): Kind.CHOICES,
}
# Types that are also the last word of a name: `birth date` is a field `birth_date`.
NOUNS = _set("date time email url link number phone")
TYPE_LEADS = _set("of type типа тип as")
USERS = _set("user пользователь пользователя")
DJANGO = {
    "charfield": Kind.STR,
    "textfield": Kind.TEXT,
    "integerfield": Kind.INT,
    "smallintegerfield": Kind.INT,
    "positiveintegerfield": Kind.INT,
    "positivesmallintegerfield": Kind.INT,
    "bigintegerfield": Kind.BIGINT,
    "positivebigintegerfield": Kind.BIGINT,
    "booleanfield": Kind.BOOL,
    "nullbooleanfield": Kind.BOOL,
    "datefield": Kind.DATE,
    "datetimefield": Kind.DATETIME,
    "timefield": Kind.TIME,
    "durationfield": Kind.DURATION,
    "decimalfield": Kind.DECIMAL,
    "floatfield": Kind.FLOAT,
    "emailfield": Kind.EMAIL,
    "urlfield": Kind.URL,
    "slugfield": Kind.SLUG,
    "uuidfield": Kind.UUID,
    "jsonfield": Kind.JSON,
    "foreignkey": Kind.FK,
    "onetoonefield": Kind.O2O,
    "manytomanyfield": Kind.M2M,
}
UPLOADS = _set(
    "file image photo picture upload filefield imagefield файл изображение картинка фото"
)
OPTIONAL = _set(
    "optional null nullable blank необязательно необязательное необязательный опционально"
)
REQUIRED = _set("required mandatory обязательно обязательное обязательный")
UNIQUE = _set("unique уникально уникальное уникальный уникальная")
READONLY = frozenset({"readonly", "read-only"})
NOT_NEGATIVE = _set("positive non-negative nonnegative неотрицательное")

# What begins with a capital letter and is no model unless its fields follow.
NO_MODELS = (
    MODEL
    | (FIELD - {"column"})
    | COURTESY
    | GIVEN
    | _set(
        "celery graphql kafka rabbitmq elasticsearch mongodb mysql sqlite jwt oauth oauth2 websocket websockets channels "
        "stripe react vue angular kubernetes helm terraform aws s3 uuid django python sentry prometheus grafana github "
        "gitlab ci jenkins html css javascript typescript json yaml xml csv use make also each all every it they no not "
        "используй используйте нужно каждый все"
    )
)

# What models are wished to have besides fields: not to be taken for these.
FEATURES = _set(
    "pagination search searching filtering filters filter sorting ordering validation authentication auth authorization "
    "permissions caching cache logging signals history audit versioning throttling translations i18n uploads upload "
    "soft-delete docstrings types typing pagination crud rest api endpoints admin tests fixtures factories swagger "
    "full support proper basic good all default some any the a an no every"
)

HELP = """\
Without a language model the blueprint can do this:
  create project shop                      a new project (создай проект shop)
  add payments app                         an app; in an empty workspace the project too (добавь приложение payments)
  create project shop with a payments app  both; several: with apps catalog and orders
  add library app with models Author(name: str, born: date?) and Book(title: str(200) unique,
      author: fk Author, price: decimal(12,2), status: choices draft/published = draft, tags: m2m Tag), Tag(name: slug)
  add field isbn: str(13)? to Book         a field of a model in an app that the blueprint made
Field types: str text int bigint bool date datetime time duration decimal float email url slug uuid json,
  fk MODEL, o2o MODEL, m2m MODEL (a model of the request, of the project, or User), choices a/b/c; CharField(max_length=200) etc.
After a type: ? or optional, unique, readonly, positive, max N, = DEFAULT. In a model: unique(a, b).
For anything else name a model: --model anthropic:NAME or openai:NAME (with its key set), or ollama:NAME."""
