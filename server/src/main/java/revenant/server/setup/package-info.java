/// What an operator may set, and what a start reports: values that both the server and its journal
/// speak of.
package revenant.server.setup;
