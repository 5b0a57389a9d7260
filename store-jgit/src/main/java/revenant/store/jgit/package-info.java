/// Checkpoints and history in a bare git repository. [JGitStore] is the entry; below it lie trees
/// ([TreeWriter], [TreeReader]), packs ([Packs], [NewPack]), references ([References]) and the
/// upkeep of old packs ([Upkeep]). Leans on `revenant.api` and JGit's object database.
package revenant.store.jgit;
