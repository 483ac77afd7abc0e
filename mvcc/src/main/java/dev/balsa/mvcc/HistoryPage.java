package dev.balsa.mvcc;

import java.util.List;

/**
 * A part of the history, never ending inside a main revision.
 *
 * @param events changes in revision order
 * @param nextRevision the main revision at which the next page starts; one above the asked-for end
 *     when this is the last page
 */
public record HistoryPage(List<Event> events, long nextRevision) {}
