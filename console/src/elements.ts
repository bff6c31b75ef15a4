// The parts of Element Plus that the console uses, registered once under their own names.
import type { App } from 'vue'
import {
  ElAlert, ElButton, ElCheckbox, ElCheckboxGroup, ElConfigProvider, ElDatePicker, ElDescriptions, ElDescriptionsItem,
  ElDialog, ElDropdown, ElDropdownItem, ElDropdownMenu, ElForm, ElFormItem, ElInput, ElLoading, ElOption,
  ElPagination, ElRadioButton, ElRadioGroup, ElSelect, ElSwitch, ElTable, ElTableColumn, ElTag, ElTooltip,
} from 'element-plus'

const PARTS = [
  ElAlert, ElButton, ElCheckbox, ElCheckboxGroup, ElConfigProvider, ElDatePicker, ElDescriptions, ElDescriptionsItem,
  ElDialog, ElDropdown, ElDropdownItem, ElDropdownMenu, ElForm, ElFormItem, ElInput, ElLoading, ElOption,
  ElPagination, ElRadioButton, ElRadioGroup, ElSelect, ElSwitch, ElTable, ElTableColumn, ElTag, ElTooltip,
]

export function installElements(app: App): void {
  for (const part of PARTS) app.use(part)
}
