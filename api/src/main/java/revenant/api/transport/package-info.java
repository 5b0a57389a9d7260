/// What a transport plug-in implements: clients as pairs of byte streams with positions. Leans on
/// nothing.
package revenant.api.transport;
