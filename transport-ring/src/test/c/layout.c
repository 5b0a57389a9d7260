/* Says where Xen's own headers put what Layout declares. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <xenctrl.h>

static unsigned word_8(xc_dominfo_t info) {
  unsigned word;
  memcpy(&word, (char *)&info + 8, sizeof word);
  return word;
}

int main(void) {
  xc_dominfo_t dying = {.dying = 1}, shutdown = {.shutdown = 1}, crashed = {.crashed = 1};
  printf("listing: domid %zu, flags 8, dying %u, shutdown %u, handle %zu, %s\n",
         offsetof(xc_dominfo_t, domid), word_8(dying), word_8(shutdown) | word_8(crashed),
         offsetof(xc_dominfo_t, handle), sizeof(xc_dominfo_t) <= 1024 ? "fits" : "too large");
  printf("single: domid %zu, flags %zu, dying %u, shutdown %u, handle %zu, %s\n",
         offsetof(struct xen_domctl_getdomaininfo, domain),
         offsetof(struct xen_domctl_getdomaininfo, flags), XEN_DOMINF_dying, XEN_DOMINF_shutdown,
         offsetof(struct xen_domctl_getdomaininfo, handle),
         sizeof(struct xen_domctl_getdomaininfo) <= 1024 ? "fits" : "too large");
  printf("prototypes: %s\n",
         __builtin_types_compatible_p(__typeof__(&xc_domain_getinfo),
                                      int (*)(xc_interface *, uint32_t, unsigned, xc_dominfo_t *))
             ? "as declared" : "others");
  return 0;
}
