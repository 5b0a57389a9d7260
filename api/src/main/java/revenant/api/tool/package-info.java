/// What `bin/revenant NAME` runs: programs beside the daemon, each found by its name. Leans on
/// nothing.
package revenant.api.tool;
