package io.quadriga.internal;

import java.io.Serializable;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.AccessFlag;
import java.util.List;

/**
 * A serializable class of any name, in a loader of its own: a stand-in for a library that is not
 * here.
 */
record MadeClass(Class<?> type, ClassLoader loader) {

    static MadeClass of(String name) throws ReflectiveOperationException {
        byte[] bytes =
                ClassFile.of()
                        .build(
                                ClassDesc.of(name),
                                made ->
                                        made.withFlags(AccessFlag.PUBLIC)
                                                .withInterfaceSymbols(interfaces())
                                                .withMethodBody(
                                                        ConstantDescs.INIT_NAME,
                                                        ConstantDescs.MTD_void,
                                                        ClassFile.ACC_PUBLIC,
                                                        code ->
                                                                code.aload(0)
                                                                        .invokespecial(
                                                                                ConstantDescs
                                                                                        .CD_Object,
                                                                                ConstantDescs
                                                                                        .INIT_NAME,
                                                                                ConstantDescs
                                                                                        .MTD_void)
                                                                        .return_()));
        ClassLoader loader =
                new ClassLoader(MadeClass.class.getClassLoader()) {
                    @Override
                    protected Class<?> findClass(String wanted) throws ClassNotFoundException {
                        if (!wanted.equals(name)) {
                            throw new ClassNotFoundException(wanted);
                        }
                        return defineClass(name, bytes, 0, bytes.length);
                    }
                };
        return new MadeClass(Class.forName(name, true, loader), loader);
    }

    private static List<ClassDesc> interfaces() {
        return List.of(ClassDesc.of(Serializable.class.getName()));
    }

    Object newInstance() throws ReflectiveOperationException {
        return type.getConstructor().newInstance();
    }
}
