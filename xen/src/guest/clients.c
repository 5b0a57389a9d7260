/* Clients in a guest, each a process with a connection of its own through the guest's kernel, and so
 * on the guest's ring. Each checks all that it is told, says WRONG if it is not what must come, and
 * says so when an answer takes longer than a second:
 *
 *   requests     writes beat/0 to beat/9, again and again
 *   watch        must see each of these writes once, in order
 *   large        writes a value that is larger than the ring, and reads it again
 *   transaction  writes, waits, writes and reads in a transaction; does it again if told so
 *   command      does what it finds in the node command: reboot */
#include <fcntl.h>
#include <poll.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <time.h>
#include <unistd.h>

enum { READ = 2, WATCH = 4, START = 6, END = 7, WRITE = 11, EVENT = 15, ERROR = 16 };
enum { LARGE = 2000, BODY_MAX = 4096 };

struct header {
    uint32_t type, request, transaction, length;
};

struct packet {
    struct header header;
    char body[BODY_MAX + 1];
};

static const char *name;
static int connection;
static uint32_t requests;
static struct packet answer;
static int events;

static void say(const char *format, ...)
{
    char line[200];
    int length = snprintf(line, sizeof line, "%s: ", name);
    va_list arguments;
    va_start(arguments, format);
    length += vsnprintf(line + length, sizeof line - length - 1, format, arguments);
    va_end(arguments);
    line[length++] = '\n';
    if (write(1, line, length) != length) _exit(1);
}

static void wrong(const char *what, const char *got)
{
    say("WRONG, %s: %.100s", what, got);
    pause();
}

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static void take(void *to, size_t bytes)
{
    for (char *at = to; bytes;) {
        ssize_t some = read(connection, at, bytes);
        if (some <= 0) wrong("the connection", "ended");
        at += some;
        bytes -= some;
    }
}

/* The next packet, however long it takes. */
static void next(void)
{
    take(&answer.header, sizeof answer.header);
    if (answer.header.length > BODY_MAX) wrong("a length", "too large");
    take(answer.body, answer.header.length);
    answer.body[answer.header.length] = 0;
    events += answer.header.type == EVENT;
}

static const char *title(uint32_t type)
{
    switch (type) {
    case READ: return "READ";
    case WATCH: return "WATCH";
    case START: return "TRANSACTION_START";
    case END: return "TRANSACTION_END";
    default: return "WRITE";
    }
}

/* Asks, and waits for the answer. */
static void ask(uint32_t type, uint32_t transaction, const char *body, size_t length)
{
    struct packet question = { { type, ++requests, transaction, length }, "" };
    memcpy(question.body, body, length);
    double began = now();
    size_t bytes = sizeof question.header + length;
    if (write(connection, &question, bytes) != (ssize_t)bytes) wrong("write", "refused");
    struct pollfd readable = { connection, POLLIN, 0 };
    int late = poll(&readable, 1, 1000) == 0;
    if (late) say("waits for the answer to a %s of %zu bytes", title(type), bytes);
    do next(); while (answer.header.type == EVENT);
    if (late) say("has the answer after %.1f s", now() - began);
    if (answer.header.request != requests) wrong("an answer", "to another request");
    if (answer.header.type != type && answer.header.type != ERROR) wrong("an answer", "of another type");
    if (answer.header.transaction != transaction) wrong("an answer", "in another transaction");
}

static void expect(uint32_t type, uint32_t transaction, const char *body, size_t length, const char *expected)
{
    ask(type, transaction, body, length);
    if (expected && strcmp(answer.body, expected)) wrong(body, answer.body);
}

static void put(uint32_t transaction, const char *path, const char *value)
{
    char body[BODY_MAX];
    size_t length = strlen(path) + 1 + strlen(value);
    memcpy(stpcpy(body, path) + 1, value, strlen(value));
    expect(WRITE, transaction, body, length, "OK");
}

static void must_read(uint32_t transaction, const char *path, const char *expected)
{
    expect(READ, transaction, path, strlen(path) + 1, expected);
}

static void make_requests(void)
{
    for (unsigned long i = 0;; i++) {
        char path[20];
        sprintf(path, "data/beat/%lu", i % 10);
        put(0, path, "x");
        say("%lu", i);
        sleep(1);
    }
}

static void watch(void)
{
    static const char request[] = "data/beat\0token";
    expect(WATCH, 0, request, sizeof request, "OK");
    while (!events) next();
    for (unsigned long i = 0;; i++) {
        char path[20];
        sprintf(path, "data/beat/%lu", i % 10);
        next();
        if (strcmp(answer.body, path)) wrong(path, answer.body);
        say("%lu", i);
    }
}

static void write_large(void)
{
    char value[LARGE + 1] = "";
    for (unsigned long i = 0;; i++) {
        memset(value, 'a' + i % 26, LARGE);
        put(0, "data/large", value);
        must_read(0, "data/large", value);
        say("%lu", i);
        sleep(1);
    }
}

/* Returns whether it is to be done again. */
static int transact(unsigned long i, int seconds)
{
    char value[20];
    sprintf(value, "%lu", i);
    expect(START, 0, "", 1, NULL);
    uint32_t id = strtoul(answer.body, NULL, 10);
    if (!id) wrong("the start of a transaction", answer.body);
    put(id, "data/transaction/first", value);
    say("%lu is open", i);
    sleep(seconds);
    put(id, "data/transaction/second", value);
    must_read(id, "data/transaction/second", value);
    ask(END, id, "T", 2);
    if (!strcmp(answer.body, "EAGAIN")) return 1;
    if (strcmp(answer.body, "OK")) wrong("the end of a transaction", answer.body);
    must_read(0, "data/transaction/first", value);
    return 0;
}

static void make_transactions(void)
{
    for (unsigned long i = 0;; i++) {
        int seconds = 3;
        while (transact(i, seconds)) {
            say("%lu is to be done again", i);
            seconds = 0;
        }
        say("%lu is done", i);
    }
}

static void obey(void)
{
    static const char request[] = "data/command\0token";
    expect(WATCH, 0, request, sizeof request, "OK");
    for (;;) {
        while (!events) next();
        events = 0;
        ask(READ, 0, "data/command", sizeof "data/command");
        if (!strcmp(answer.body, "reboot")) reboot(RB_AUTOBOOT);
    }
}

static void start(const char *client, void (*run)(void))
{
    if (fork()) return;
    name = client;
    connection = open("/dev/xen/xenbus", O_RDWR);
    if (connection < 0) wrong("/dev/xen/xenbus", "not there");
    run();
}

int main(void)
{
    start("watch", watch);
    sleep(1);
    start("requests", make_requests);
    start("large", write_large);
    start("transaction", make_transactions);
    start("command", obey);
    return 0;
}
