package io.quadriga.internal;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.attribute.LocalVariableInfo;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The names of the variables that a lambda captured, where its class was compiled with them. */
final class CaptureNames {

    private CaptureNames() {}

    /** Returns the names in the order of the captured arguments; empty if they cannot be known. */
    static List<String> of(SerializedLambda lambda, @Nullable ClassLoader loader) {
        if (loader == null || !lambda.getImplMethodName().startsWith("lambda$")) {
            return List.of();
        }
        try (InputStream in = loader.getResourceAsStream(lambda.getImplClass() + ".class")) {
            return in == null ? List.of() : read(lambda, in.readAllBytes());
        } catch (IOException | IllegalArgumentException unreadable) {
            return List.of();
        }
    }

    private static List<String> read(SerializedLambda lambda, byte[] classFile) {
        return ClassFile.of().parse(classFile).methods().stream()
                .filter(method -> isBody(method, lambda))
                .findFirst()
                .flatMap(MethodModel::code)
                .map(code -> names(lambda, variables(code)))
                .orElse(List.of());
    }

    private static boolean isBody(MethodModel method, SerializedLambda lambda) {
        return method.methodName().equalsString(lambda.getImplMethodName())
                && method.methodType().equalsString(lambda.getImplMethodSignature());
    }

    private static List<LocalVariableInfo> variables(CodeModel code) {
        return code.findAttribute(Attributes.localVariableTable())
                .map(table -> table.localVariables())
                .orElse(List.of());
    }

    private static List<String> names(SerializedLambda lambda, List<LocalVariableInfo> variables) {
        List<ClassDesc> parameters =
                MethodTypeDesc.ofDescriptor(lambda.getImplMethodSignature()).parameterList();
        List<String> names = new ArrayList<>();
        int slot = 0;
        if (lambda.getImplMethodKind() != MethodHandleInfo.REF_invokeStatic) {
            names.add("this");
            slot = 1;
        }
        for (ClassDesc parameter : parameters) {
            if (names.size() == lambda.getCapturedArgCount()) {
                break;
            }
            String fallback = "captured[" + names.size() + "]";
            names.add(name(variables, slot).orElse(fallback));
            slot += TypeKind.from(parameter).slotSize();
        }
        return names;
    }

    private static Optional<String> name(List<LocalVariableInfo> variables, int slot) {
        return variables.stream()
                .filter(variable -> variable.slot() == slot && variable.startPc() == 0)
                .map(variable -> Objects.requireNonNull(variable.name().stringValue()))
                .findFirst();
    }
}
