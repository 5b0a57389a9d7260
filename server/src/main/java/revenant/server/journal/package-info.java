/// What outlives the process: the area and its lock, the journal in mapped memory, checkpoints
/// through a store plug-in, and recovery from them. It keeps and returns what the engine decided,
/// and decides nothing about requests.
package revenant.server.journal;
