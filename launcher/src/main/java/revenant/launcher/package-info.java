/// What an operator meets: the command line, the environment, the plug-in folder, and the ways of a
/// daemon. Leans on `revenant.server`, picocli for the command line and JNA for `sd_notify`.
package revenant.launcher;
