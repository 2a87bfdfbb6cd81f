"""What Russian words are called in code: each word in its first form, then its English names."""

# What models and apps are named for.
THINGS = """
аватар avatar; автомобиль car vehicle; автор author; адрес address; аккаунт account; акция promotion sale; альбом
album; анкета questionnaire; аренда rental lease; баланс balance; банк bank; билет ticket; блог blog; блюдо dish meal;
бонус bonus; бренд brand; бронирование booking reservation; бронь booking reservation; бюджет budget; вакансия vacancy
job; валюта currency; варианты variant; версия version; видео video; вложение attachment; водитель driver; возврат
refund return; вопрос question; воронка funnel pipeline; врач doctor; встреча meeting; выплата payout; город city;
гость guest; группа group; дата date; действие action; диалог dialog conversation; договор contract agreement; доклад
talk; документ document; долг debt; дом house; доставка delivery shipping shipment; доход income revenue; друг friend;
жалоба complaint report; журнал log journal; задание task assignment; задача task; заказ order; закладка bookmark;
заметка note; запись entry record post appointment; заявка application ticket lead; звонок call; избранное favorite
favourite; изображение image; инвентарь inventory; ингредиент ingredient; история history story; кабинет cabinet;
канал channel; каталог catalog catalogue; категория category; квартира apartment flat; клиент client customer; ключ
key; книга book; команда team command; комментарий comment; комната room; компания company; контакт contact; контракт
contract; корзина cart basket; кошелек wallet; купон coupon; курс course; лайк like; лекция lecture; лид lead; магазин
shop store; материал material; машина car; менеджер manager; меню menu; место place seat location; метка label tag;
навык skill; накладная invoice waybill; налог tax; настройка setting preference settings; новость news; номер number
room; оборудование equipment; образование education; объявление ad advert announcement listing; оплата payment; опрос
survey poll; организация organization organisation; остаток stock balance; отдел department; отель hotel; отзыв review
feedback; отправление shipment; отпуск vacation leave; отчет report; оценка rating grade mark score; очередь queue;
пакет package; пароль password; партнер partner; пациент patient; перевозчик carrier; письмо email mail letter; платеж
payment; подарок gift; подписка subscription; подписчик subscriber follower; поездка trip ride; позиция position item
line; покупатель customer buyer; покупка purchase order; поле field; пользователь user; помощь help; посещение visit
attendance; пост post; поставка supply delivery; поставщик supplier vendor; посылка parcel; предложение offer
proposal; предмет subject item; преподаватель teacher; приглашение invitation invite; прием appointment reception;
проверка check validation; продавец seller vendor; продажа sale; продукт product; проект project; производитель
manufacturer; профиль profile; публикация publication post publish; работник worker employee; расписание schedule
timetable; расход expense; регион region; рейс flight; рейтинг rating; ресторан restaurant; рецепт recipe; роль role;
сайт site website; сделка deal; сервер server; сессия session; скидка discount; склад warehouse stock; слот slot;
событие event; сообщение message; сотрудник employee; списание charge debit; список list; справочник directory; ставка
bid rate; статистика statistic stat statistics stats; статус status; статья article post; столик table; страна
country; страница page; страховка insurance; студент student; счет invoice bill account; тариф tariff plan rate; тег
tag; тема topic theme; техника equipment; товар product good item goods; транзакция transaction; транспорт transport
vehicle; турнир tournament; уведомление notification; улица street; упражнение exercise; урок lesson; услуга service;
устройство device; участник member participant; ученик pupil student; учитель teacher; файл file; фильм movie film;
фото photo; фотография photo; цена price cost; чат chat; чек receipt; читатель reader; экзамен exam; элемент item
element; этап stage step; ядро core; язык language
"""

# Deeds, qualities, parts of a thing and of a program: in a name they never stand alone.
DEEDS_AND_PARTS = """
авторизация auth login; админка admin; активность active activity; активный active; архив archive; аутентификация
auth; балл point; блокировать block; блокировка block lock; валидация validation validate; вариант variant option;
вернуть return refund; вес weight; владелец owner; возраст age; восстановить restore reset; восстановление restore
reset recovery; время time; вход login; выход logout; вычислить compute calculate; вьюха view; график chart schedule;
день day; доступ access permission; дубликат duplicate; емейл email; заголовок title; загрузить upload; загрузка
upload; закрытие close closed; закрыть close; здоровье health; имейл email; импорт import; импортировать import; имя
name first; инвойс invoice; индекс index postcode zip; искать find search; исполнитель assignee executor performer;
итог total; итого total; итоговая total; картинка image picture; кеш cache; кеширование cache; код code; количество
quantity count amount; комиссия fee commission; конфигурация config settings; кэш cache; лимит limit; логин login;
логирование logging log; метод method; миграция migration; мягкий soft; название name title; назначить assign; найти
find search; начисление accrual; неактивный inactive active; непрочитанный unread read; обновление updated update;
ограничение constraint limit; округление round; округлить round; округлять round; описание description; оплатить pay;
оплаченный paid; оплачивать pay; опубликованный published; опубликовать publish; ответ answer; отклонить reject;
открыть open; отмена cancel; отмененный cancelled; отменить cancel; отменять cancel; отметить mark; отправить send;
отправка send shipping; отправлять send; отрицательный negative; отчество middle patronymic; оформить checkout place;
оформление checkout; пагинация pagination; перевод transfer; план plan; повторный repeat duplicate; подсчет count
calculate; подтвердить confirm verify; подтверждение confirmation confirm; поиск search; пол gender; получить get
fetch; почта email mail; права permissions; право permission; представление view; применить apply; применять apply;
применяться apply; примечание note comment; принять accept; приоритет priority; проверить check validate; проверять
check validate; промокод promo coupon code; процент percent; прочитанный read; прочитать read; пустой empty; размер
size; разрешение permission; рассчитать calculate; рассылка mailing newsletter; расчет calculate calculation compute;
регистрация registration register signup; рождение birth; сброс reset; сбросить reset; селектор selector; сервис
service; сериализатор serializer; скачать download; скачивание download; слаг slug; смена change; создание created
creation; сортировка ordering sorting order; состояние state status; сохранение save; сохранить save; срок due
deadline expire; ссылка link url; стоимость cost price; строка line row; сумма amount total sum; считать calculate
count compute; таблица table; текст text body; телефон phone; тест test; токен token; удаление deletion delete;
удаленный deleted; уникальность unique; уникальный unique; уровень level; фамилия surname last; фильтр filter;
фильтрация filter filtering; функция function; цвет color; черновик draft; экспорт export; экспортировать export; юзер
user
"""
