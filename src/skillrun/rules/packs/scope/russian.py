"""What Russian words are called in code."""

# A Russian word in its first form, then what it is called: stems are what counts.
ENGLISH = """
заказ order; покупка purchase order; покупатель customer buyer; клиент customer client; пользователь user;
юзер user; профиль profile; товар product item goods; продукт product; категория category; каталог catalog;
корзина cart basket; платеж payment; оплата payment; счет invoice account bill; инвойс invoice; сумма amount total sum;
итог total; итоговая total; цена price cost; стоимость cost price; скидка discount; купон coupon; промокод promo coupon code;
доставка delivery shipping; адрес address; город city; страна country; улица street; индекс index postcode zip;
телефон phone; почта email mail; письмо email mail; емейл email; имейл email; имя name first; фамилия surname last;
отчество middle patronymic; название name title; заголовок title; описание description; текст text body; комментарий comment;
отзыв review feedback; рейтинг rating; оценка rating score mark; статус status; состояние state status; дата date;
время time; создание created creation; обновление updated update; автор author; книга book; статья article post;
пост post; новость news; блог blog; тег tag; метка tag label; изображение image; картинка image picture; фото photo;
аватар avatar; файл file; документ document; вложение attachment; сообщение message; уведомление notification;
чат chat; событие event; задача task; проект project; команда team command; сотрудник employee; отдел department;
компания company; организация organization; склад warehouse stock; остаток stock balance; количество quantity count amount;
баланс balance; кошелек wallet; транзакция transaction; перевод transfer; валюта currency; подписка subscription;
тариф plan tariff rate; план plan; роль role; право permission; разрешение permission; группа group; пароль password;
логин login; вход login; выход logout; регистрация registration register signup; токен token; ключ key; код code;
номер number; пол gender; возраст age; рождение birth; день day; срок due deadline expire; активный active; активность active activity;
удаленный deleted; мягкий soft; архив archive; черновик draft; публикация publication publish; опубликованный published;
избранное favorite favourite; лайк like; подписчик follower subscriber; друг friend; ученик student pupil; студент student;
учитель teacher; преподаватель teacher; курс course; урок lesson; экзамен exam; вопрос question; ответ answer; тест test;
врач doctor; пациент patient; прием appointment; запись entry record; бронь booking reservation; бронирование booking reservation;
номер room number; гость guest; столик table; ресторан restaurant; меню menu; блюдо dish meal; рецепт recipe; ингредиент ingredient;
автомобиль car vehicle; машина car; водитель driver; поездка trip ride; билет ticket; рейс flight; место place seat;
магазин shop store; продавец seller vendor; поставщик supplier vendor; производитель manufacturer; бренд brand; вес weight;
размер size; цвет color; вариант variant option; позиция item position line; строка line row; список list; отчет report;
статистика statistics stats; график chart schedule; расписание schedule; экспорт export; импорт import; фильтр filter;
фильтрация filter filtering; сортировка ordering sorting order; поиск search; пагинация pagination; страница page;
кеш cache; кэш cache; кеширование cache; логирование logging log; настройка setting settings; конфигурация config settings;
валидация validation validate; проверка check validation; отмена cancel; отменить cancel; возврат refund return; отправка send shipping;
отправить send; рассылка mailing newsletter; экспортировать export; импортировать import; сериализатор serializer;
вьюха view; представление view; сервис service; селектор selector; админка admin; миграция migration; права permissions;
ограничение constraint limit; уникальность unique; уникальный unique; таблица table; налог tax; здоровье health; лимит limit;
слаг slug; ссылка link url; сайт site website; контакт contact; заметка note; примечание note comment; приоритет priority;
исполнитель assignee executor performer; владелец owner; участник member participant; менеджер manager; уровень level;
очередь queue; журнал journal log; история history; версия version; язык language; перевозчик carrier; страховка insurance;
договор contract; контракт contract; сделка deal; лид lead; этап stage; воронка funnel pipeline; звонок call; встреча meeting;
метод method; функция function; применить apply; применять apply; применяться apply; неактивный inactive active; блокировать block;
блокировка block lock; подтвердить confirm verify; подтверждение confirmation confirm; оформить checkout place; оформление checkout;
списание debit charge; начисление accrual; вычислить compute calculate; округление round; округлить round; округлять round;
дубликат duplicate; повторный repeat duplicate; отрицательный negative; пустой empty; проверить check validate; проверять check validate;
скачать download; скачивание download; загрузить upload; загрузка upload; открыть open; принять accept; отклонить reject;
назначить assign; прочитать read; прочитанный read; непрочитанный unread read; отметить mark; получить get fetch; найти find search;
искать find search; вернуть return refund; доступ access permission; авторизация auth login; аутентификация auth;
восстановить restore reset; восстановление restore reset recovery; сброс reset; сбросить reset; смена change; сессия session;
долг debt; процент percent; ставка rate; опубликовать publish; отправлять send; отменять cancel; отмененный cancelled;
оплачивать pay; оплаченный paid; удаление deletion delete; комиссия fee commission; бонус bonus; балл point; чек receipt;
закрытие close closed; закрыть close; оплатить pay; оплаченный paid; расчет calculate calculation compute;
подсчет count calculate; рассчитать calculate; считать calculate count compute; итого total; сохранение save; сохранить save;
""".replace("\n", " ")
