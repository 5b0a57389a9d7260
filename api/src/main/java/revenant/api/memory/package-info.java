/// The one way by which memory is written that outlives the process. Leans on nothing.
package revenant.api.memory;
