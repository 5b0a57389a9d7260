/*
 * The few calls of Xen's libraries that a server makes, for a host with domain 0 and some others,
 * inside one process. Built once for every soname.
 *
 * Notifying a port makes that same port pending, so that a test sees what it sent. Like the
 * kernel's, a port that was told is not told again before it is unmasked.
 *
 *   domain 5  has shut down, has a UUID, its port 1 can be bound, its page can be mapped
 *   domain 6  crashed, its page cannot be mapped
 *   domain 7  is dying
 *   domain 9  is the only one after these
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PORTS 16
#define LOCAL 7
#define LOCAL_VIRQ 9

struct handle {
    int told[2];
    char bound[PORTS], pending[PORTS], masked[PORTS];
};

static int fails(int number)
{
    errno = number;
    return -1;
}

static void tell(struct handle *h, int port)
{
    uint32_t said = port;

    if (h->masked[port]) {
        h->pending[port] = 1;
        return;
    }
    h->masked[port] = 1;
    if (write(h->told[1], &said, sizeof said) < 0)
        abort();
}

void *xenevtchn_open(void *logger, unsigned flags)
{
    struct handle *h = calloc(1, sizeof *h);

    return pipe(h->told) ? NULL : h;
}

int xenevtchn_close(struct handle *h)
{
    close(h->told[0]);
    close(h->told[1]);
    free(h);
    return 0;
}

int xenevtchn_fd(struct handle *h)
{
    return h->told[0];
}

int xenevtchn_notify(struct handle *h, uint32_t port)
{
    if (port >= PORTS || !h->bound[port])
        return fails(EINVAL);
    tell(h, port);
    return 0;
}

int xenevtchn_bind_interdomain(struct handle *h, uint32_t domid, uint32_t port)
{
    if (domid > 9)
        return fails(ESRCH);
    if (domid != 5 || port != 1 || h->bound[LOCAL])
        return fails(EINVAL);
    h->bound[LOCAL] = 1;
    tell(h, LOCAL);
    return LOCAL;
}

int xenevtchn_bind_virq(struct handle *h, unsigned virq)
{
    if (virq != 3)
        return fails(EINVAL);
    if (h->bound[LOCAL_VIRQ])
        return fails(EEXIST);
    h->bound[LOCAL_VIRQ] = 1;
    return LOCAL_VIRQ;
}

int xenevtchn_unbind(struct handle *h, uint32_t port)
{
    if (port >= PORTS || !h->bound[port])
        return fails(EINVAL);
    h->bound[port] = 0;
    return 0;
}

int xenevtchn_pending(struct handle *h)
{
    uint32_t port;

    return read(h->told[0], &port, sizeof port) == sizeof port ? (int)port : -1;
}

int xenevtchn_unmask(struct handle *h, uint32_t port)
{
    int was = h->pending[port];

    h->masked[port] = h->pending[port] = 0;
    if (was)
        tell(h, port);
    return 0;
}

void *xengnttab_open(void *logger, unsigned flags)
{
    return malloc(1);
}

int xengnttab_close(void *h)
{
    free(h);
    return 0;
}

void *xengnttab_map_grant_ref(void *h, uint32_t domid, uint32_t reference, int protection)
{
    char *page;

    if (domid != 5 || reference != 1) {
        errno = EINVAL;
        return NULL;
    }
    page = mmap(NULL, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    *(uint32_t *)(page + 2052) = 16;
    return page;
}

int xengnttab_unmap(void *h, void *page, uint32_t count)
{
    return munmap(page, 4096 * count);
}

#ifdef MANAGE

void *xenmanage_open(void *logger, unsigned flags)
{
    return malloc(1);
}

int xenmanage_close(void *h)
{
    free(h);
    return 0;
}

int xenmanage_get_domain_info(void *h, unsigned domid, unsigned *state, unsigned *caps,
                              uint64_t *identity)
{
    static const unsigned char states[] = {1, 0, 0, 0, 0, 1 | 2, 1 | 2, 1 | 4, 8, 1};

    if (domid > 9 || !states[domid])
        return fails(ENOENT);
    *state = states[domid];
    *identity = domid ? 0xFFFFFFFFFFFFFF00ull + domid : 1;
    return 0;
}

#else

void *xc_interface_open(void *logger, void *builder, unsigned flags)
{
    return malloc(1);
}

int xc_interface_close(void *h)
{
    free(h);
    return 0;
}

static void put(char *answer, int place, uint32_t word)
{
    memcpy(answer + place, &word, sizeof word);
}

#ifdef LISTING

int xc_domain_getinfo(void *h, uint32_t first, unsigned max, char *answer)
{
    int domid = first == 0 ? 0 : first <= 5 ? 5 : first <= 7 ? first : 9;

    if (first > 9)
        return fails(ESRCH);
    memset(answer, 0, 112);
    put(answer, 0, domid);
    put(answer, 8, 32 | (domid == 5 ? 4 : domid == 6 ? 2 : domid == 7 ? 1 : 0));
    for (int i = 0; domid == 5 && i < 16; i++)
        answer[80 + i] = i + 1;
    return 1;
}

#else

int xc_domain_getinfo_single(void *h, uint32_t domid, char *answer)
{
    if (domid && (domid < 5 || domid > 9 || domid == 8))
        return fails(ESRCH);
    memset(answer, 0, 112);
#ifdef ELSEWHERE
    put(answer, 8, domid);
    answer += 4;
    put(answer, 0, 4);
#else
    put(answer, 0, domid | 0xABCD0000);
#endif
    put(answer, 4, 32 | (domid == 5 ? 4 : domid == 6 ? 4 | 3 << 16 : domid == 7 ? 1 : 0));
    for (int i = 0; domid == 5 && i < 16; i++)
        answer[76 + i] = i + 1;
    return 0;
}

#endif
#endif
