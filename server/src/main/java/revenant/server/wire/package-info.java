/// The protocol's bytes: packets become typed requests here, and replies become packets. Nothing
/// behind this package sees protocol text again. Pure; leans on `revenant.api.tree`.
package revenant.server.wire;
