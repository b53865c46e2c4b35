package policy

import "reflect"

// Embedded returns a copy of the document in which rows read from files stand in the document itself, so that it can be
// kept and exported without them. The original stays as it is.
func (d *Document) Embedded() *Document {
	c := embed(reflect.ValueOf(*d)).Interface().(Document)
	return &c
}

// embed copies v deeply and takes the file names out of entries and partners.
func embed(v reflect.Value) reflect.Value {
	switch e := v.Interface().(type) {
	case Entries:
		e.File, e.Column = "", ""
		return reflect.ValueOf(e)
	case Partners:
		e.File = ""
		return reflect.ValueOf(e)
	}
	c := reflect.New(v.Type()).Elem()
	c.Set(v)
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			c.Set(reflect.New(v.Type().Elem()))
			c.Elem().Set(embed(v.Elem()))
		}
	case reflect.Slice:
		if !v.IsNil() {
			c.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			for i := range v.Len() {
				c.Index(i).Set(embed(v.Index(i)))
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if c.Field(i).CanSet() {
				c.Field(i).Set(embed(v.Field(i)))
			}
		}
	}
	return c
}
