/// What a store plug-in implements, and what it is handed. Leans on `revenant.api.tree` only.
package revenant.api.store;
