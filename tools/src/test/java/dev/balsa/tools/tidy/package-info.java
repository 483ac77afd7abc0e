/**
 * The project's own lint: rules about the sources that no compiler knows.
 *
 * <p>A {@link dev.balsa.tools.tidy.Rule} looks at one {@link dev.balsa.tools.tidy.SourceFile} and
 * says what it dislikes and what to write in its place. {@link dev.balsa.tools.tidy.TidyTest}
 * applies all rules to all sources; {@link dev.balsa.tools.tidy.PlantedViolationsTest} shows each
 * rule code that it must dislike, because a rule that has never failed proves nothing.
 */
package dev.balsa.tools.tidy;
