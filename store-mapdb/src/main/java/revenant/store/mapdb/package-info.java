/// MapDB made safe from kills: [MapDbStore] says what is saved, [CheckpointFile] what one file
/// holds, [PagedVolume] and [UndoLog] why it is whole whenever the process dies. Leans on MapDB and
/// `revenant.api`.
package revenant.store.mapdb;
