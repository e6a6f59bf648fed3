package io.quadriga.spi;

import java.io.Serializable;

/**
 * The configuration of one queue, checked, defaults included.
 *
 * @param name the name as configured
 * @param backend the id of the backend
 * @param values the values by key
 */
public record QueueSpec(String name, String backend, SettingValues values)
        implements Serializable {}
