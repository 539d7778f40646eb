/** Who a form is. Of one with a field called id or name, the property would be that field. */
export const formProps = (form: Element, clean: (address: string) => string) => ({
  form_id: form.getAttribute('id') || undefined,
  form_name: form.getAttribute('name') || undefined,
  form_destination:
    clean(new URL(form.getAttribute('action') || '', location.href).href) || undefined,
});
