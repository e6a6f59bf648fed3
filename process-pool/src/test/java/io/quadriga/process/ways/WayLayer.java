package io.quadriga.process.ways;

import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.Set;

/** Runs the program in a module layer of its own, as plug-in systems do. */
public final class WayLayer {

    private WayLayer() {}

    public static void main(String[] arguments) throws Exception {
        ModuleFinder finder = ModuleFinder.of(Path.of(arguments[0]));
        ModuleLayer boot = ModuleLayer.boot();
        String module = "quadriga.ways";
        Configuration modules =
                boot.configuration()
                        .resolveAndBind(finder, ModuleFinder.of(), Set.of(module, "org.slf4j"));
        ModuleLayer layer =
                boot.defineModulesWithOneLoader(modules, ClassLoader.getPlatformClassLoader());
        WayLoader.run(layer.findLoader(module).loadClass(WayProgram.class.getName()), "1");
    }
}
